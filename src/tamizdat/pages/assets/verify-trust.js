// Follows docs/formats/edition-v1.md, sections 6 to 8: from the newsroom's root to a manifest.

import { FormatError, LARGEST, fileForm, need, parseStrict, signedForm, utf8 } from "./verify-json.js";
import { digestOf } from "./verify-map.js";

export const LONGEST = 14000;
const MOST_ROOTS = 1024, AHEAD = 300000; // so many changes of keys in one check; so far a clock may be behind, in milliseconds
const SHORT_TARGETS = ["manifest.json", "offer.json", "statement.json"];
const ROLES = ["root", "snapshot", "targets", "timestamp"];
const NEXT = { timestamp: "snapshot", snapshot: "targets" };
const HEX = /^[0-9a-f]{64}$/;

// One file breaks one rule.
export class Refused extends Error {
  constructor(file, rule, message = rule) {
    super(`${file}: ${message}`);
    Object.assign(this, { file, rule });
  }
}

// Whatever breaks the format within `work` is a fault of this file.
export async function within(file, work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FormatError) throw new Refused(file, error.rule, error.message);
    throw error;
  }
}

// Milliseconds of a time such as 2026-03-01T09:30:00Z.
export function parseTime(text) {
  const time = typeof text === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : NaN;
  need(time > -62135596800001 && new Date(time).toISOString() === text.replace("Z", ".000Z"), "not a time");
  return time;
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const isHex = (value) => typeof value === "string" && HEX.test(value);
export const isNumber = (value, least, most = LARGEST) => Number.isInteger(value) && value >= least && value <= most;
export const hasKeys = (value, keys) => isObject(value) && Object.keys(value).length === keys.length && keys.every((key) => key in value);

export function parseManifest(bytes) {
  const value = parseStrict(bytes);
  need(hasKeys(value, ["edition", "encodings_root", "entries", "format", "issued_at", "map_root", "previous"]), "other keys");
  need(value.format === "tamizdat-edition-v1", "another format");
  need(isNumber(value.edition, 1) && isNumber(value.entries, 0), "a number that cannot be");
  parseTime(value.issued_at);
  need(isHex(value.map_root) && isHex(value.encodings_root), "a malformed digest");
  need(value.previous === null || isHex(value.previous), "a malformed digest");
  need(fileForm(value) === new TextDecoder().decode(bytes), "not in the one right form");
  return value;
}

// {signatures, signed} of a signed file in its one right form; what stands in it, and who signed it, is not yet checked.
export function openEnvelope(bytes) {
  need(bytes.length <= LONGEST, "longer than 14,000 bytes", "length");
  const value = parseStrict(bytes);
  need(hasKeys(value, ["signatures", "signed"]) && isObject(value.signed), "other keys");
  need(fileForm(value) === new TextDecoder().decode(bytes), "not in the one right form");
  checkSignatureList(value.signatures);
  return value;
}

// {role, bytes, signatures, signed, version, expires, listed}: keeps the format, but who signed it is not yet checked.
export function parseMetadata(bytes, role) {
  const { signatures, signed } = openEnvelope(bytes);
  need(signed._type === role, "of another type");
  need(isNumber(signed.version, 1), "no version");
  need(typeof signed.spec_version === "string" && /^1(\.[0-9]{1,4}){1,2}$/.test(signed.spec_version), "another specification");
  const expires = parseTime(signed.expires), listed = SHAPES[role](signed);
  return { role, bytes, signatures, signed, version: signed.version, expires, listed };
}

function checkSignatureList(signatures) {
  need(Array.isArray(signatures), "no signatures");
  let before = "";
  for (const one of signatures) {
    need(hasKeys(one, ["keyid", "sig"]) && isHex(one.keyid), "a malformed signature");
    need(typeof one.sig === "string" && /^[0-9a-f]{128}$/.test(one.sig), "a malformed signature");
    need(one.keyid > before, "signatures that do not ascend by key id");
    before = one.keyid;
  }
}

const SHAPES = {
  root({ consistent_snapshot, keys, roles }) {
    need(consistent_snapshot === true && isObject(keys) && hasKeys(roles, ROLES), "other keys or roles");
    for (const [name, key] of Object.entries(keys)) {
      need(isHex(name) && hasKeys(key, ["keytype", "keyval", "scheme"]), "a malformed key");
      need(key.keytype === "ed25519" && key.scheme === "ed25519", "a key that is not Ed25519");
      need(hasKeys(key.keyval, ["public"]) && isHex(key.keyval.public), "a malformed key");
    }
    const publics = Object.values(keys).map((key) => key.keyval.public);
    need(new Set(publics).size === publics.length, "one key under two names");
    for (const role of Object.values(roles)) {
      need(isObject(role) && Array.isArray(role.keyids), "a role without keys");
      need(role.keyids.every((name) => typeof name === "string" && name in keys), "an unknown key");
      need(new Set(role.keyids).size === role.keyids.length, "a repeated key");
      need(isNumber(role.threshold, 1, role.keyids.length), "a threshold that cannot be met");
    }
  },
  timestamp: ({ meta }) => readMeta(meta, "snapshot.json"),
  snapshot: ({ meta }) => readMeta(meta, "targets.json"),
  targets({ delegations, targets }) {
    need(delegations === undefined && isObject(targets) && "manifest.json" in targets, "no manifest.json");
    const listed = Object.create(null);
    for (const name of Object.keys(targets)) listed[name] = readListed(targets[name], SHORT_TARGETS.includes(name) ? LONGEST : LARGEST);
    return listed;
  },
};

function readMeta(meta, name) {
  need(hasKeys(meta, [name]), `does not lead to ${name} alone`);
  const listed = readListed(meta[name], LONGEST);
  need(isNumber(meta[name].version, 1), "no version");
  return { ...listed, version: meta[name].version };
}

function readListed(item, most) {
  need(isObject(item) && isNumber(item.length, 0, most), "no length that can be");
  need(hasKeys(item.hashes, ["sha256"]) && isHex(item.hashes.sha256), "no SHA-256");
  return { length: item.length, digest: item.hashes.sha256 };
}

const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

// Set by canCheck where WebCrypto has no Ed25519: (signature, bytes, key) → is it right?
let otherEd25519 = null;

async function holds(publicHex, sig, bytes) {
  const name = { name: "Ed25519" }, [key, signature] = [publicHex, sig].map(fromHex);
  try {
    if (otherEd25519) return await otherEd25519(signature, bytes, key);
    return await crypto.subtle.verify(name, await crypto.subtle.importKey("raw", key, name, false, ["verify"]), signature, bytes);
  } catch {
    return false;
  }
}

// Can this browser check signatures at all? Where not, there is no verdict to give. `load` brings ed25519.js, and is
// called only where WebCrypto has no Ed25519: in a page import("./ed25519.js"), in a worker importScripts.
export async function canCheck(load = null) {
  const [key, sig] = [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ]; // RFC 8032, section 7.1, test 1
  const passes = () => holds(key, sig, new Uint8Array());
  if (!globalThis.crypto?.subtle) return false;
  if ((await passes()) || !load) return passes();
  await load();
  otherEd25519 = globalThis.verifyEd25519;
  return passes();
}

// Each root's threshold must be met, and no signature may stand there that does not hold.
export async function checkSignatures(one, roots, strict = true) {
  const bytes = utf8.encode(signedForm(one.signed)), valid = new Set();
  for (const { signed } of roots) {
    let count = 0;
    for (const { keyid, sig } of one.signatures) {
      if (!signed.roles[one.role].keyids.includes(keyid)) continue;
      if (await holds(signed.keys[keyid].keyval.public, sig, bytes)) count += Boolean(valid.add(keyid));
    }
    need(count >= signed.roles[one.role].threshold, "fewer signatures than needed", "signature");
  }
  need(!strict || one.signatures.every(({ keyid }) => valid.has(keyid)), "a signature that does not hold", "signature");
}

export async function checkBytes(bytes, listed) {
  need(bytes.length === listed.length, "another length than listed", "length");
  need((await digestOf(bytes)) === listed.digest, "other bytes than listed", "digest");
}

// `read(file, limit)` gives at most one byte more than the limit, null when the file is not there.
// `seen`: {targets, snapshot, timestamp}, the highest versions accepted before under this root.
// Gives {manifest, versions, targets: name → {length, digest}, root: the newest (its file: root.bytes), isStale, isAhead}.
// `accepted(one)` is told of each file that holds, also when a later one does not: a new root is remembered in any case.
export async function judgeMetadata(rootBytes, read, now, seen = null, accepted = () => {}) {
  const first = await within("root", async () => {
    const root = parseMetadata(rootBytes, "root");
    await checkSignatures(root, [root], false);
    return root;
  });
  const root = await followRoots(first, read, accepted);
  if (root.expires <= now) throw new Refused(`/tuf/${root.version}.root.json`, "root-expired");
  if (hasNewKeys(first, root)) seen = null;
  const accept = (file, bytes, role, version) => within(file, async () => {
    const one = parseMetadata(bytes, role);
    await checkSignatures(one, [root]);
    need(one.version >= (seen?.[role] ?? 0), "lower than a version seen before", "version");
    need(version === undefined || one.version === version, "another version than listed", "version");
    const next = NEXT[role], listed = one.listed;
    if (next && listed.version < (seen?.[next] ?? 0)) throw new Refused(`/tuf/${listed.version}.${next}.json`, "version");
    accepted(one);
    return one;
  });
  const lead = async (role, listed) => {
    const file = `/tuf/${listed.version}.${role}.json`;
    return accept(file, await readListedFile(read, file, listed), role, listed.version);
  };
  const timestamp = await accept("/tuf/timestamp.json", await readNeeded(read, "/tuf/timestamp.json", LONGEST), "timestamp");
  const snapshot = await lead("snapshot", timestamp.listed);
  const targets = await lead("targets", snapshot.listed), listed = targets.listed["manifest.json"];
  const file = `/o/${listed.digest}`, bytes = await readListedFile(read, file, listed);
  const manifest = await within(file, () => parseManifest(bytes));
  const versions = { targets: targets.version, snapshot: snapshot.version, timestamp: timestamp.version };
  const isStale = [timestamp, snapshot, targets].some((one) => one.expires <= now);
  return { manifest, versions, targets: targets.listed, root, isStale, isAhead: Date.parse(manifest.issued_at) > now + AHEAD };
}

async function followRoots(root, read, accepted) {
  for (const first = root.version; ; ) {
    const file = `/tuf/${root.version + 1}.root.json`, before = root;
    const bytes = await read(file, LONGEST);
    if (!bytes) return root;
    if (before.version - first >= MOST_ROOTS) throw new Refused(file, "version");
    root = await within(file, async () => {
      const after = parseMetadata(bytes, "root");
      await checkSignatures(after, [before, after]);
      need(after.version === before.version + 1, "another version than its name says", "version");
      return after;
    });
    accepted(root);
  }
}

// After a change of keys versions count anew, so that a newsroom recovers from a stolen key that signed a huge one.
export function hasNewKeys(before, after) {
  const names = (root, role) => [...root.signed.roles[role].keyids].sort().join();
  return ["timestamp", "snapshot", "targets"].some((role) => names(before, role) !== names(after, role));
}

export async function readNeeded(read, file, limit) {
  const bytes = await read(file, limit);
  if (!bytes) throw new Refused(file, "missing");
  return bytes;
}

async function readListedFile(read, file, listed) {
  const bytes = await readNeeded(read, file, listed.length);
  await within(file, () => checkBytes(bytes, listed));
  return bytes;
}
