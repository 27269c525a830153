// A proof of work for one form: see brakes/puzzle.py. No dependency; the form works without it, a little slower.
"use strict";
const K = [], BITS = 17;
let H0 = [];
{
  // The constants of SHA-256 (FIPS 180-4, section 4.2.2): the first bits of the roots of primes.
  const part = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  for (let n = 2; K.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (H0.length < 8) H0.push(part(Math.sqrt(n)));
    K.push(part(Math.cbrt(n)));
  }
}
const W = new Int32Array(64);
// SHA-256 of one block of 64 bytes, which stand in W as 16 words, after what the state is so far.
function block(h) {
  let [a, b, c, d, e, f, g, i] = h;
  for (let t = 0; t < 64; t++) {
    if (t > 15) {
      const x = W[t - 15], y = W[t - 2];
      W[t] = W[t - 16] + W[t - 7] + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
        (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
    }
    const one = (i + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + K[t] + W[t]) | 0;
    const two = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    i = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  return [h[0] + a | 0, h[1] + b | 0, h[2] + c | 0, h[3] + d | 0, h[4] + e | 0, h[5] + f | 0, h[6] + g | 0, h[7] + i | 0];
}
function put(text, from) {
  for (let n = 0; n < text.length; n++) W[(from + n) >> 2] |= text.charCodeAt(n) << (24 - ((from + n) & 3) * 8);
}
// The token is 65 signs long: its first 64 are a block of their own, digested once.
function solve(token) {
  W.fill(0);
  put(token.slice(0, 64), 0);
  const before = block(H0);
  for (let n = 0; ; n++) {
    const rest = token.slice(64) + ":" + n;
    W.fill(0, 0, 16);
    put(rest, 0);
    W[rest.length >> 2] |= 0x80 << (24 - (rest.length & 3) * 8);
    W[15] = (64 + rest.length) * 8;
    if (block(before)[0] >>> (32 - BITS) === 0) return String(n);
  }
}
if (typeof document === "undefined") {
  onmessage = (event) => postMessage(solve(event.data));
} else {
  const form = document.getElementById("form"), fields = form.elements;
  let waits = null, sent = false;
  const go = () => { if (!sent) { sent = true; form.submit(); } };
  fields.namedItem("scripts").value = "1";
  const work = new Worker("/a/proof.js");
  work.onmessage = (event) => { fields.namedItem("proof").value = event.data; if (waits) go(); };
  work.postMessage(fields.namedItem("token").value);
  let isTransfer = false;
  form.addEventListener("click", (event) => { isTransfer = event.target.name === "way"; });
  form.addEventListener("submit", (event) => {
    if (isTransfer || (fields.namedItem("proof").value && !waits)) return;
    event.preventDefault();
    if (waits) return;
    form.querySelector("button.give").setAttribute("aria-busy", "true");
    waits = setTimeout(go, 12000); // a slow device: the server then takes the slower way
  });
  // Somebody who comes back finds the form as it was, but for where they live.
  addEventListener("pageshow", () => { waits = null; sent = false; fields.namedItem("country").value = ""; });
}
