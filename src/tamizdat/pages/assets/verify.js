// Follows docs/formats/edition-v1.md, sections 8 and 9: is this page in the newsroom's edition, and are these its words?
//
//   const { verdict, edition, ageSeconds, failures } = await checkPath("/", pathOf(location.pathname), rootText, Date.now());
//
// `rootText` is the newsroom's root file, received by a way that the reader trusts. A root that came from the same
// place as the page proves only that the page agrees with itself. Ask `canCheck()` first: an old browser cannot.

import { utf8 } from "./verify-json.js";
import { pathOf, provePath, reachable, readEntry, readStream } from "./verify-page.js";
import { Refused, canCheck, checkBytes, judgeMetadata, readNeeded, within } from "./verify-trust.js";

export { pathOf, provePath };

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

// The bytes of an entry, by a mirror's address.
export function readObject(entry, base, fetchBytes = fetchFrom(base)) {
  return readEntry(entry, fetchBytes);
}

// No cookies, no referrer, nothing from elsewhere, nothing kept; a server that drips is left: after 10 seconds and one
// more for every 4,000 bytes. A page is taken as the browser has it: that is what is being read.
export function fetchFrom(base, patience = 10000) {
  const top = base.replace(/\/+$/, "");
  return async (path, limit) => {
    const cache = /^\/(tuf|o)\//.test(path) ? "no-store" : "force-cache", leash = new AbortController();
    const timer = setTimeout(() => leash.abort(), patience + limit / 4);
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
