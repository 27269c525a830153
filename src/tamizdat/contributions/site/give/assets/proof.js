// A proof of work for one form: see brakes/puzzle.py. No dependency; the form works without it, a little slower.
"use strict";
const K = [], BITS = 16;
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
// The first word of SHA-256 of at most 119 ASCII signs.
function digest(text) {
  const size = text.length, blocks = ((size + 8) >> 6) + 1, words = new Int32Array(blocks * 16), w = new Int32Array(64);
  for (let i = 0; i < size; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i & 3) * 8);
  words[size >> 2] |= 0x80 << (24 - (size & 3) * 8);
  words[blocks * 16 - 1] = size * 8;
  let h = H0;
  for (let at = 0; at < words.length; at += 16) {
    let [a, b, c, d, e, f, g, i] = h;
    for (let t = 0; t < 64; t++) {
      if (t < 16) w[t] = words[at + t];
      else {
        const x = w[t - 15], y = w[t - 2];
        w[t] = (w[t - 16] + w[t - 7] + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
          (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) | 0;
      }
      const one = (i + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
      const two = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      i = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    const next = [a, b, c, d, e, f, g, i];
    h = h.map((x, n) => (x + next[n]) | 0);
  }
  return h[0];
}
if (typeof document === "undefined") {
  onmessage = (event) => {
    for (let n = 0; ; n++) if (digest(event.data + ":" + n) >>> (32 - BITS) === 0) return postMessage(String(n));
  };
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
