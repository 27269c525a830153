// Follows docs/formats/edition-v1.md, sections 8 and 9: is this page in the newsroom's edition, and are these its words?
//
//   const { verdict, edition, ageSeconds, failures } = await checkPath("/", pathOf(location.pathname), rootText, Date.now());
//
// `rootText` is the newsroom's root file, received by a way that the reader trusts. A root that came from the same
// place as the page proves only that the page agrees with itself. Ask `canCheck()` first: an old browser cannot.

import { FormatError, utf8 } from "./verify-json.js";
import { canonicalPath, checkEncodingName, checkPathName, findEntry, isEncoding } from "./verify-map.js";
import { LONGEST, Refused, canCheck, checkBytes, judgeMetadata, readNeeded, within } from "./verify-trust.js";

// The path of a page as the map has it, from what browsers make of it: location.pathname.
export function pathOf(pathname) {
  try {
    const text = decodeURIComponent(pathname);
    return text.endsWith("/") ? canonicalPath(`${text}index.html`).slice(0, -"index.html".length) : canonicalPath(text);
  } catch {
    return pathname; // no page of an edition: checkPath will say so
  }
}

// {verdict: "current" | "stale" | "refused", edition, ageSeconds, failures: [{file, rule}]}
// `base` is the address of the edition's top; `path` the path of a page, percent-encoded; `now` in milliseconds.
// `fetchBytes(path, limit)` gives at most limit + 1 bytes, or null when there is no such file.
export async function checkPath(base, path, rootText, now, fetchBytes = fetchFrom(base), seen = null) {
  const read = reachable(fetchBytes), bytes = typeof rootText === "string" ? utf8.encode(rootText) : rootText;
  if (!(await canCheck(() => import("./ed25519.js")))) throw new Error("This browser cannot check Ed25519 signatures.");
  let edition = null, ageSeconds = null, isStale = false;
  try {
    const trust = await judgeMetadata(bytes, read, now, seen);
    ({ edition } = trust.manifest);
    isStale = trust.isStale;
    ageSeconds = Math.max(0, Math.floor((now - Date.parse(trust.manifest.issued_at)) / 1000));
    const entry = await provePath(path, trust.manifest, read);
    const shown = await readNeeded(read, path, entry.length);
    await within(path, () => checkBytes(shown, entry));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { verdict: "refused", edition, ageSeconds, failures: [{ file: error.file, rule: error.rule }] };
  }
  return { verdict: isStale ? "stale" : "current", edition, ageSeconds, failures: [] };
}

// What the map says about a path: {path, digest, length, mediaType}.
export async function provePath(path, manifest, read) {
  const listed = path.endsWith("/") ? `${path}index.html` : path, encodings = isEncoding(listed);
  await within(path, () => (encodings ? checkEncodingName : checkPathName)(listed));
  const root = encodings ? manifest.encodings_root : manifest.map_root;
  try {
    const entry = await findEntry(root, listed, (digest) => read(`/o/${digest}`, LONGEST), encodings);
    if (!entry) throw new Refused(path, "absent");
    return entry;
  } catch (error) {
    throw error instanceof FormatError ? new Refused(`/o/${error.node}`, error.rule, error.message) : error;
  }
}

// The bytes of an entry from the object that is named by their digest: also while a mirror is being updated.
// Packed where this browser can unpack; a server may have unpacked it already.
export async function readObject(entry, base, fetchBytes = fetchFrom(base)) {
  const read = reachable(fetchBytes), file = `/o/${entry.digest}`;
  const checked = (bytes) => within(file, () => checkBytes(bytes, entry)).then(() => bytes);
  if (globalThis.DecompressionStream && !/^image/.test(entry.mediaType)) {
    try {
      const packed = await readNeeded(read, `${file}.gz`, entry.length + 1000);
      return await checked(packed[0] === 0x1f && packed[1] === 0x8b ? await unpack(packed, entry.length) : packed);
    } catch {} // then as it is
  }
  return checked(await readNeeded(read, file, entry.length));
}

// At most limit + 1 bytes.
function unpack(packed, limit) {
  return readStream(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")), limit);
}

function reachable(fetchBytes) {
  return async (path, limit) => {
    try {
      return await fetchBytes(path, limit);
    } catch (error) {
      throw new Refused(path, "unreachable", error.message);
    }
  };
}

// No cookies, no referrer, nothing from elsewhere, nothing kept; a server that drips is left: after 15 seconds and one
// more for every 1,000 bytes. A page is taken as the browser has it: that is what is being read.
export function fetchFrom(base, patience = 15000) {
  const top = base.replace(/\/+$/, "");
  return async (path, limit) => {
    const cache = /^\/(tuf|o)\//.test(path) ? "no-store" : "force-cache", leash = new AbortController();
    const timer = setTimeout(() => leash.abort(), patience + limit);
    try {
      const answer = await fetch(top + path, { cache, credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", signal: leash.signal });
      if ([403, 404, 410].includes(answer.status)) return null;
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return await readStream(answer.body, limit);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function readStream(stream, limit) {
  const reader = stream.getReader(), parts = [];
  let length = 0;
  while (length <= limit) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  reader.cancel().catch(() => {});
  return new Uint8Array(await new Blob(parts).arrayBuffer()).subarray(0, limit + 1);
}
