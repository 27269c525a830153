// Follows docs/formats/edition-v1.md: stands between a reader and every mirror, and lets through only what the newsroom signed.
// It speaks format 1 for ever. Whatever can change comes to it as signed data. Why it is so: docs/decisions/30-worker.md.
//
// The edition carries it joined with the files that it imports: one classic script, for browsers without modules in workers.

import { need, parseStrict, utf8 } from "./verify-json.js";
import { parseList } from "./verify-list.js";
import { LONGEST, Refused, canCheck, hasNewKeys, judgeMetadata, parseMetadata, readNeeded } from "./verify-trust.js";
import { pathOf, provePath, readEntry, readStream } from "./verify-page.js";

const TOP = self.registration.scope, FOLDER = new URL(TOP).pathname, STORE = `tamizdat ${TOP}`, STATE = `${TOP}tuf/kept`;
const MINUTE = 60000, PATIENCE = 3000, LONGEST_WAIT = 60000, LANES = 3, LARGEST_WORDS = 100000;
const HEADERS = {
  "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
};

// All that it keeps: {root, seen, lists: pool → file, words: language → …, learnt, basis: [file, its bytes]: what led to the
// newest edition, the same for all who read this paper}. Null before the first visit, when the browser threw
// it away, and when the reader wants it forgotten: then the worker steps aside, and nothing is called checked.
let known = null, loading = null, isForgotten = false, usesOldLists = false, lastGood = null;
let basis = new Map(), heard = {}; // heard: the sound or film that is being played, which browsers ask for in pieces
const places = new Map(), shown = new Map(); // shown: what each open page was given, while this worker lives

const load = () => (loading = loading || begin());

async function begin() {
  const found = await caches.match(STATE, { cacheName: STORE }).catch(() => null);
  if (!(await canCheck(() => importScripts(`${TOP}ed25519.js`)))) throw new Error("this browser cannot check signatures");
  if (found) known = await found.json();
  if (known) basis = new Map(known.basis.map(([file, text]) => [file, Uint8Array.from(text, (one) => one.charCodeAt(0))]));
}

// A full disk is no reason to show nothing: what was learnt then lasts as long as this worker.
async function keep() {
  if (known) await put(STATE, new Response(JSON.stringify(known))).catch(() => {});
}

// Whatever was begun before finds it closed, once the reader wants all of it forgotten.
const open = async () => isForgotten ? Promise.reject(new Error("forgotten")) : caches.open(STORE);
const put = async (address, response) => (await open()).put(address, response);
const toText = (bytes) => new TextDecoder().decode(bytes);

// The same request for every reader: no cookie, no referrer, no language. A file that drips is left.
async function fetchBytes(address, limit) {
  const leaving = new AbortController(), clock = setTimeout(() => leaving.abort(), 10000 + limit / 4);
  try {
    const answer = await fetch(address, {
      cache: "no-store", credentials: "omit", headers: { Accept: "*/*", "Accept-Language": "*" }, mode: "cors",
      redirect: "error", referrerPolicy: "no-referrer", signal: leaving.signal,
    });
    if ([403, 404, 410].includes(answer.status)) return null;
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    return await readStream(answer.body, limit);
  } finally {
    clearTimeout(clock);
  }
}

// An address at which the edition may be found. It is believed nothing.
class Place {
  constructor(address) {
    Object.assign(this, { address, files: new Map(basis), trust: null, askedAt: 0, failedAt: 0 });
    this.read = this.read.bind(this);
  }

  async read(file, limit) {
    const before = this.files.get(file);
    if (before) return before;
    const bytes = await fetchBytes(this.address + file.slice(1), limit).catch((error) => {
      throw new Refused(file, "unreachable", error.message);
    });
    if (bytes && bytes.length <= LONGEST && /^\/(o|tuf\/\d+\.[st])/.test(file)) this.files.set(file, bytes);
    return bytes;
  }

  // What its metadata prove: asked for once a minute at most, and written down nowhere.
  judge() {
    if (!this.trust || Date.now() - this.askedAt > MINUTE) {
      const had = this.files.size;
      this.askedAt = Date.now();
      this.trust = judge(this).catch((error) => {
        if (!had || error.rule === "unreachable") throw error;
        this.files.clear();
        return judge(this); // what it remembered may go with another edition
      });
    }
    return this.trust;
  }

  // {entry, bytes, trust, place}, all of it checked; `entry` is null where the map proves that there is no such path.
  async find(path) {
    const isRemembered = this.trust && Date.now() - this.askedAt > 1000;
    try {
      return await this.look(path).catch((error) => {
        this.forget();
        if (!isRemembered || error.rule === "unreachable") throw error;
        return this.look(path); // it may have another edition by now
      });
    } catch (error) {
      this.failedAt = Date.now();
      throw error;
    }
  }

  async look(path) {
    if (this.files.size > 200) this.files.clear();
    const trust = await this.judge();
    const entry = await provePath(path, trust.manifest, this.read).catch((error) => {
      if (error.rule === "absent" || error.rule === "path") return null;
      throw error;
    });
    return { entry, bytes: entry && (await readEntry(entry, this.read)), trust, place: this };
  }

  forget() {
    this.trust = null;
    this.files.clear();
  }
}

async function judge(place) {
  const stamp = () => JSON.stringify(known && [known.root, known.seen]), before = stamp();
  try {
    const trust = await judgeMetadata(utf8.encode(known.root), place.read, Date.now(), known.seen, learnRoot), { versions } = trust;
    const isBack = known.seen && Object.keys(versions).some((role) => versions[role] < known.seen[role]);
    // Another place has taught more meanwhile.
    if (isBack || hasNewKeys(trust.root, rootKnown())) throw new Refused("/tuf/timestamp.json", "version");
    known.seen = versions;
    return trust;
  } finally {
    if (stamp() !== before) await keep();
  }
}

// A newer root at once, whatever becomes of the rest: whoever hides it afterwards, and brings back stolen keys, comes too late.
function learnRoot(one) {
  if (one.role !== "root" || one.version <= rootKnown().version) return;
  if (hasNewKeys(rootKnown(), one)) known.seen = null;
  Object.assign(known, { root: toText(one.bytes), rootOfLists: known.rootOfLists || known.root });
}

const rootKnown = (text = known.root) => parseMetadata(utf8.encode(text), "root");
const readList = (text, now, root = rootKnown()) => parseList(utf8.encode(text), root, now);

function placeAt(address) {
  if (!places.has(address)) places.set(address, new Place(address));
  return places.get(address);
}

// The addresses of the lists that hold. Onion addresses are for who came by one, and for them no others are.
async function findMirrors() {
  const found = new Set(), isOnion = (address) => /^\w+:\/\/[^/:]+\.onion[:/]/.test(address);
  for (const text of Object.values(known.lists)) {
    const now = usesOldLists ? 0 : Date.now(), before = known.rootOfLists; // a root may come without the lists that go with it
    const list = await readList(text, now).catch(() => before && readList(text, now, rootKnown(before))).catch(() => null);
    for (const one of list ? list.addresses : []) {
      if (one !== TOP && isOnion(one) === isOnion(TOP)) found.add(one);
    }
  }
  return Array.from(found, placeAt).sort((one, other) => (other === lastGood) - (one === lastGood) || one.failedAt - other.failedAt);
}

// The first place with a current edition wins: this address itself, and after a short patience three mirrors, after another
// one three more, while it goes on trying. What has expired is taken only when all were asked. Sound and film take longer.
function find(path) {
  const origin = placeAt(TOP), asking = new Set(), failures = [], slow = /^.media/.test(path) ? 60 : 1;
  let mirrors = null, stale = null, isOver = false, lanes = 0;
  return new Promise((resolve, reject) => {
    const end = (found) => {
      isOver = true;
      if (!found) return reject(Object.assign(new Error("nobody has it"), { failures }));
      lastGood = found.place;
      return resolve({ ...found, failures });
    };
    const ask = async (place) => {
      asking.add(place);
      try {
        const found = await place.find(path);
        if (!found.trust.isStale) return end(found);
        if (!stale || found.trust.manifest.edition > stale.trust.manifest.edition) stale = found;
      } catch (error) {
        failures.push({ from: nameOf(place), file: error.file || "", rule: error.rule || "unreachable" });
      }
      asking.delete(place);
      return goOn();
    };
    const goOn = async () => {
      lanes = lanes || LANES;
      mirrors = mirrors || findMirrors();
      const left = await mirrors;
      while (!isOver && left.length && asking.size - asking.has(origin) < lanes) ask(left.shift());
      if (!isOver && !asking.size) end(stale);
    };
    const widen = () => {
      if (isOver) return;
      lanes += LANES;
      goOn();
      setTimeout(widen, PATIENCE * slow);
    };
    setTimeout(widen, Date.now() - origin.failedAt < MINUTE ? 0 : PATIENCE * slow);
    setTimeout(() => isOver || end(stale), LONGEST_WAIT * slow);
    ask(origin);
  });
}

const nameOf = (place) => (place.address === TOP ? "origin" : "mirror");

// After a page was shown: the public list and the words of the newest edition, when they are others than before; and what led
// to it, so that a worker that was asleep asks for no more than whether there is anything new.
async function learn({ trust, place }) {
  const { manifest, targets, versions } = trust, { digest } = targets["manifest.json"], listed = targets["mirrors.json"];
  const learnt = digest + versions.targets, led = [`/tuf/${versions.snapshot}.snapshot.json`, `/tuf/${versions.targets}.targets.json`];
  if (known.learnt === learnt) return;
  if (listed) await takeList(toText(await readEntry(listed, place.read))).catch(() => {});
  const entry = await provePath("/worker.json", manifest, place.read);
  if (entry.digest !== known.words.digest && entry.length <= LARGEST_WORDS) {
    known.words = { digest: entry.digest, ...parseStrict(await readEntry(entry, place.read)) };
  }
  led.push(`/o/${digest}`, `/o/${manifest.map_root}`);
  basis = new Map(Array.from(place.files).filter(([file]) => led.includes(file)));
  Object.assign(known, { learnt, rootOfLists: null, basis: Array.from(basis, ([file, bytes]) => [file, String.fromCharCode(...bytes)]) });
  await keep();
}

// A pool's list, when the newsroom signed it, it holds, and it is not older than the one that is kept.
async function takeList(text) {
  const list = await readList(text, Date.now()), before = known.lists[list.pool];
  if (before) need((await readList(before, 0)).version <= list.version, "an older list", "version");
  known.lists[list.pool] = text;
  await keep();
  return { pool: list.pool, addresses: list.addresses.length };
}

// Some browsers fetch a page by its name, to save time, while a worker wakes: not where a worker says that it answers itself.
self.addEventListener("install", (event) => event.waitUntil(Promise.all([
  meet(), event.addRoutes && event.addRoutes({ condition: { requestMethod: "GET" }, source: "fetch-event" }),
])));
self.addEventListener("activate", (event) => event.waitUntil(load()));

// The first visit trusts what it meets: nothing on the web alone can do more. From then on only what follows from that root.
async function meet() {
  await load();
  if (!known) {
    const root = toText(await readNeeded(placeAt(TOP).read, "/tuf/1.root.json", LONGEST));
    known = { root, seen: null, lists: {}, words: {}, learnt: "", basis: [] };
  }
  if (!known.learnt) await learn(await placeAt(TOP).find("/worker.json"));
  await self.skipWaiting();
}

self.addEventListener("fetch", (event) => {
  const { request } = event, isPage = request.mode === "navigate", address = new URL(request.url);
  if (!address.href.startsWith(TOP) || isForgotten) return;
  const path = `/${address.pathname.slice(FOLDER.length)}`;
  event.respondWith(load().catch(() => {}).then(() => {
    if (!known) return fetch(request);
    if (!isPage && !request.destination && /^\/(o|tuf)\//.test(path)) return pass(path); // for the page that checks for itself
    return answer(event, pathOf(path), isPage);
  }));
});

async function pass(path) {
  const place = lastGood || (await find("/worker.json").catch(() => ({}))).place || placeAt(TOP);
  const failed = {}, bytes = await place.read(path, 1e7).catch(() => failed);
  return bytes && bytes !== failed ? reply(bytes, "application/octet-stream", 200) : reply(null, "text/plain", bytes ? 502 : 404);
}

async function answer(event, path, isPage) {
  const note = (what) => isPage && shown.set(event.resultingClientId, { path, ...what });
  const range = event.request.headers.get("Range");
  try {
    if (range && heard.path === path && Date.now() < heard.until) return reply(heard.bytes, heard.type, 200, range);
    let found = await find(path), status = 200;
    event.waitUntil(learn(found).catch(() => {}));
    if (!found.entry) {
      if (!path.endsWith("/") && (await find(`${path}/`)).entry) return Response.redirect(`${TOP}${path.slice(1)}/`);
      found = await find("/404.html");
      status = 404;
    }
    note(stateOf(found));
    const { bytes, entry: { mediaType: type } } = found;
    if (range && status === 200) heard = { path, bytes, type, until: Date.now() + 10 * MINUTE };
    return reply(bytes, type, status, range);
  } catch (error) {
    const reasons = error.failures || [{ from: "worker", file: "", rule: error.message }];
    const kept = await caches.match(TOP + path.slice(1), { cacheName: STORE, ignoreSearch: true }).catch(() => null);
    if (kept && kept.headers.has("X-Kept")) {
      note({ ...aboutOf(kept), verdict: "stale", from: "kept", reasons });
      return reply(new Uint8Array(await kept.arrayBuffer()), kept.headers.get("Content-Type"), 200, range);
    }
    note({ verdict: "refused", edition: null, issuedAt: null, from: "", reasons });
    return isPage ? refuse(path, reasons) : new Response(null, { status: 502 });
  }
}

// No header of a mirror ever: a type as the map says, and the policy that every page of an edition has. A piece (RFC 9110,
// 14.2) is cut from what was checked whole.
function reply(bytes, type, status, range) {
  const headers = { ...HEADERS, "Content-Type": type }, [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range) || [];
  const piece = first && status === 200 ? bytes.subarray(first, last ? +last + 1 : bytes.length) : [];
  if (!piece.length) return new Response(bytes, { status, headers });
  headers["Content-Range"] = `bytes ${first}-${+first + piece.length - 1}/${bytes.length}`;
  return new Response(piece, { status: 206, headers });
}

function stateOf({ entry, trust, place, failures }) {
  const { edition, issued_at: issuedAt } = trust.manifest, { isStale, isAhead } = trust;
  return { verdict: isStale ? "stale" : "current", edition, issuedAt, isAhead, from: nameOf(place), reasons: failures, isThere: Boolean(entry) };
}

// The words of this paper's interface, as the newest edition that was seen has them.
function wordsOf(path) {
  const { languages, primary } = known.words, own = Object.keys(languages).find((one) => path.startsWith(`/${one}/`));
  return languages[own || primary];
}

// Never a blank page: what happened, and what can be done. The page itself is signed data, too.
async function refuse(path, reasons) {
  const words = wordsOf(path), isFalse = reasons.some(({ rule }) => rule !== "unreachable" && rule !== "missing");
  const ways = await readList(known.lists.public || "", Date.now()).catch(() => ({ addresses: [] }));
  const links = (name, list) => (list.length ? words[name] + list.map(([to, title]) => `<li><a href="${to}"><bdi>${title}</bdi></a>`).join("") + "</ul>" : "");
  const parts = {
    said: isFalse ? words.false : words.away, old: (await hasOldLists()) ? words.old : "",
    ways: links("ways", ways.addresses.slice(0, 8).map((one) => [one + path.slice(1), one])),
    kept: links("kept", (await listKept()).map((one) => [TOP + one.path.slice(1), one.title])),
  };
  const response = reply(words.page.replace(/\{(\w+)\}/g, (_, name) => parts[name]), "text/html; charset=utf-8", 503);
  response.headers.set("Content-Security-Policy", known.words.policy);
  return response;
}

async function hasOldLists() {
  const holds = (text, now) => readList(text, now).then(() => true, () => false);
  for (const text of Object.values(known.lists)) {
    if (!(await holds(text, Date.now())) && (await holds(text, 0))) return true;
  }
  return false;
}

// What a reader wants to keep: a page, with its pictures and what its line and menu need. Nothing else that was read is kept.
async function keepPage(path) {
  const page = TOP + path.slice(1), found = await find(path), { edition, issued_at: issuedAt } = found.trust.manifest;
  need(found.entry, "no such page", "absent");
  const html = toText(found.bytes), parts = new Set([`${TOP}controls.js`]), title = (/<title>([^<]*)</.exec(html) || [])[1];
  html.replace(/ src="([^"]+)"/g, (_, one) => parts.add(new URL(one.replace(/&amp;/g, "&"), page).href));
  html.replace(/ data-home="([^"]+)"/, (_, language) => parts.add(`${TOP}words/${language}.json`));
  for (const one of parts) {
    const part = one.startsWith(TOP) && (await find(pathOf(`/${one.slice(TOP.length)}`)).catch(() => null));
    if (part && part.entry) await store(one, part, path, {});
  }
  await store(page, found, path, { path, title, edition, issuedAt });
  return listKept();
}

function store(address, { entry, bytes }, path, about) {
  const headers = { "Content-Type": entry.mediaType, "X-Kept": encodeURIComponent(JSON.stringify(about)) };
  return put(`${address}?${encodeURIComponent(path)}`, new Response(bytes, { headers }));
}

const aboutOf = (response) => JSON.parse(decodeURIComponent(response.headers.get("X-Kept") || "{}"));

async function listKept() {
  const cache = await open(), found = [];
  for (const request of await cache.keys()) found.push(aboutOf(await cache.match(request)));
  return found.filter((one) => one.path);
}

async function dropPage(path) {
  const cache = await open(), of = `?${encodeURIComponent(path)}`;
  for (const request of await cache.keys()) if (request.url.endsWith(of)) await cache.delete(request);
  return listKept();
}

const again = () => places.forEach((place) => place.forget());

// What open pages may ask: postMessage({ask, …}, [port]) is answered through the port.
const DEEDS = {
  state: ({ path }, client) => {
    const given = shown.get(client);
    return given && given.path === path ? given : { path, verdict: "unchecked" };
  },
  check: ({ path }) => {
    again();
    return find(path).then(stateOf, (error) => ({ verdict: "refused", reasons: error.failures }));
  },
  again,
  old: () => {
    usesOldLists = true;
    again();
  },
  list: ({ text, path }) => {
    const { list_taken: taken, list_refused: refused } = wordsOf(path).lines;
    return takeList(text).then((list) => ({ ...list, said: taken }), (error) => ({ error: error.rule || error.message, said: refused }));
  },
  root: () => known.root,
  keep: ({ path }) => keepPage(path),
  kept: listKept,
  drop: ({ path }) => dropPage(path),
  forget: async ({ path = "/" }) => {
    const said = wordsOf(path).lines.forgotten;
    isForgotten = true;
    known = null;
    heard = {};
    shown.clear();
    await caches.delete(STORE);
    await self.registration.unregister();
    return { said };
  },
};

async function obey({ ask, ...given }, client) {
  await load();
  if (!known) return { verdict: "unchecked" };
  const done = await DEEDS[ask](given, client), { issuedAt } = done || {};
  if (ask !== "state" && ask !== "check") return done;
  const ageSeconds = issuedAt ? Math.max(0, Math.floor((Date.now() - Date.parse(issuedAt)) / 1000)) : null;
  return { ...done, ageSeconds, words: wordsOf(given.path).lines };
}

self.addEventListener("message", (event) => {
  const { data, source, ports: [port] } = event;
  if (!port || !data || !Object.keys(DEEDS).includes(data.ask) || !source.url.startsWith(TOP)) return;
  event.waitUntil(obey(data, source.id).then(
    (done) => port.postMessage(done), (error) => port.postMessage({ error: error.rule || error.message }),
  ));
});
