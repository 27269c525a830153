// Follows docs/formats/edition-v1.md, section 16: is this copy the newsroom's page, to the last byte?

import { need, parseStrict, utf8 } from "./verify-json.js";
import { digestOf, hex, sha256 } from "./verify-map.js";
import { Refused, checkBytes, checkSignatures, hasKeys, judgeMetadata, parseMetadata, readNeeded, within } from "./verify-trust.js";
import { provePath } from "./verify.js";
import { COPY_BEGIN, COPY_END, composeCopy, textOf } from "./verify-copy.js";

function fromBase64(text) {
  need(typeof text === "string" && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text), "not base64");
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}

// What a copy says that it was made of, {path, banner, tuf, objects}: nothing of it is checked yet.
async function openCopy(bytes) {
  need(bytes.length <= 8000000, "longer than 8,000,000 bytes", "length");
  const text = textOf(bytes), at = text.lastIndexOf(COPY_BEGIN);
  need(at >= 0 && text.endsWith(COPY_END), "no proof at its end");
  const value = parseStrict(utf8.encode(text.slice(at + COPY_BEGIN.length, -COPY_END.length)));
  need(hasKeys(value, ["banner", "objects", "path", "tuf"]) && Array.isArray(value.objects), "other keys");
  need(typeof value.path === "string" && /^[\x00-\x7f]*$/.test(value.path) && typeof value.banner === "string", "no page");
  need(hasKeys(value.tuf, Object.keys(value.tuf || {})), "no metadata");
  const tuf = Object.create(null), objects = Object.create(null), roots = [];
  for (const [name, one] of Object.entries(value.tuf)) {
    const found = /^(?:timestamp|([1-9][0-9]{0,8})\.(root|snapshot|targets))\.json$/.exec(name);
    need(found, "another file");
    if (found[2] === "root") roots.push(Number(found[1]));
    tuf[name] = fromBase64(one);
  }
  need(roots.length, "no root");
  const shown = [...text.slice(0, at).matchAll(/data:image\/[a-z0-9.+-]{1,40};base64,([A-Za-z0-9+/]*={0,2})"/g)].map((one) => one[1]);
  for (const one of [...value.objects.map(fromBase64), ...shown.filter((one) => one.length % 4 === 0).map(fromBase64)]) objects[await digestOf(one)] = one;
  return { text, path: value.path, banner: value.banner, tuf, objects, firstRoot: Math.min(...roots) };
}

async function checkParts(bytes, root, now) {
  const parts = await within("copy", () => openCopy(bytes)), { path, banner, tuf, objects, firstRoot } = parts;
  const read = async (file, limit) => {
    const found = file.startsWith("/tuf/") ? tuf[file.slice(5)] : objects[file.slice(3)];
    return found ? found.subarray(0, limit + 1) : null;
  };
  const own = await within("root", async () => {
    const one = parseMetadata(root, "root");
    await checkSignatures(one, [one], false);
    return one.version;
  });
  if (firstRoot > own + 1) throw new Refused(`/tuf/${own + 1}.root.json`, "missing");
  const same = tuf[`${own}.root.json`];
  if (same && hex(same) !== hex(root)) throw new Refused(`/tuf/${own}.root.json`, "digest");
  const trust = await judgeMetadata(root, read, now);
  if ((await composeCopy(path, banner, tuf[`${firstRoot}.root.json`], read)) !== parts.text) throw new Refused("copy", "digest");
  return { path, trust, entry: await provePath(path, trust.manifest, read) };
}

// {verdict: "authentic" | "current" | "stale" | "refused", path, edition, issuedAt, ageSeconds, failures: [{file, rule}]}
// A file cannot say whether it is the latest. With `readNewest(file, limit)`, a mirror's, the newest edition says it.
export async function checkCopy(bytes, root, now, readNewest = null) {
  try {
    const { path, trust, entry } = await checkParts(bytes, root, now), { edition, issued_at: issuedAt } = trust.manifest;
    const found = { path, edition, issuedAt, ageSeconds: Math.max(0, Math.floor((now - Date.parse(issuedAt)) / 1000)), failures: [] };
    if (!readNewest) return { verdict: "authentic", ...found };
    return { verdict: await besideNewest(path, entry, edition, await judgeMetadata(root, readNewest, now), readNewest), ...found };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { verdict: "refused", path: null, edition: null, issuedAt: null, ageSeconds: null, failures: [{ file: error.file, rule: error.rule }] };
  }
}

async function besideNewest(path, entry, edition, newest, read) {
  if (newest.manifest.edition < edition) return "authentic"; // this mirror is behind: it has nothing to say
  const listed = newest.targets["retractions.json"];
  if (listed) {
    const file = `/o/${listed.digest}`, bytes = await readNeeded(read, file, listed.length), key = hex(await sha256(utf8.encode(path)));
    await within(file, () => checkBytes(bytes, listed));
    const { retractions } = await within(file, () => parseStrict(bytes));
    if (retractions.filter((one) => one.path === key).pop()?.state === "withdrawn") throw new Refused(path, "retracted");
  }
  const now = await provePath(path, newest.manifest, read).catch((error) => {
    if (error.rule !== "absent") throw error;
  });
  return !now || now.digest !== entry.digest ? "stale" : newest.isStale ? "authentic" : "current";
}
