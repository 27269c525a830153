// Follows docs/formats/edition-v1.md, sections 3 and 4: paths, and the map that lists an edition.

import { FormatError, LARGEST, isWellFormed, need, utf8 } from "./verify-json.js";

const ENCODINGS = { __proto__: null, ".gz": "application/gzip", ".br": "application/x-brotli" };
const LEAF_ENTRIES = 8, LAST_LEVEL = 51;

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function digestOf(bytes) {
  return hex(await sha256(bytes));
}

export function isEncoding(path) {
  return path.slice(-3) in ENCODINGS;
}

// The path of a text such as /fa/خبر.html; refuses what no edition may hold.
export function canonicalPath(text) {
  text = text.normalize("NFC");
  need(text.startsWith("/"), "does not begin with /", "path");
  need(!/[\u0000-\u001f\u007f-\u009f\\]/.test(text), "a control character or a backslash", "path");
  need(!isEncoding(text), "ends in .gz or .br", "path");
  need(isWellFormed(text), "half of a surrogate pair", "path");
  const segments = text.slice(1).split("/");
  need(segments[0] !== "o" && segments[0] !== "tuf", "a folder that the format keeps for itself", "path");
  for (const segment of segments) {
    need(!["", ".", ".."].includes(segment), "an empty segment, . or ..", "path");
    need(utf8.encode(segment).length <= 240, "a segment over 240 bytes", "path");
  }
  const path = "/" + segments.map(encodeSegment).join("/");
  need(path.length <= 1000, "a path over 1000 bytes", "path");
  return path;
}

function encodeSegment(segment) {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (one) => "%" + one.charCodeAt(0).toString(16).toUpperCase());
}

// Refuses a path that canonicalPath would not have made.
export function checkPathName(path) {
  let text;
  try {
    text = decodeURIComponent(path.replace(/%(?![0-9a-fA-F]{2})/g, "%25"));
  } catch {
    throw new FormatError("not UTF-8", "path");
  }
  need(canonicalPath(text) === path, "not written in the one right way", "path");
}

export function checkEncodingName(path) {
  need(isEncoding(path), "ends in neither .gz nor .br", "path");
  checkPathName(path.slice(0, -3));
}

// The bits of a key that choose the child of a branch at this level.
export function valueAt(key, level) {
  if (level === LAST_LEVEL) return key[31] & 1;
  const bit = 5 * level, at = bit >> 3;
  return (((key[at] << 8) | (key[at + 1] ?? 0)) >> (11 - (bit & 7))) & 31;
}

class Fields {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 5;
  }

  take(count) {
    need(this.at + count <= this.bytes.length, "it ends too early");
    return this.bytes.subarray(this.at, (this.at += count));
  }

  // Exact up to 2^53 - 1; what is beyond stays beyond.
  number(count) {
    return this.take(count).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  text(count) {
    const bytes = this.take(count);
    need(bytes.every((byte) => byte < 128), "text that is not ASCII");
    return String.fromCharCode(...bytes);
  }

  end() {
    need(this.at === this.bytes.length, "something follows the last field");
  }
}

// A node is {entries} or {children}. `values` are the values that led to it: its level is their number.
export async function parseNode(bytes, values, encodings = false) {
  const head = hex(bytes.subarray(0, 5));
  if (head === "545a4d0100") return parseLeaf(new Fields(bytes), values, encodings);
  if (head === "545a4d0101") return parseBranch(new Fields(bytes), values.length);
  throw new FormatError("does not begin as a node of format 1");
}

async function parseLeaf(fields, values, encodings) {
  const count = fields.number(2);
  need(count <= LEAF_ENTRIES && (count || !values.length), "a leaf here cannot hold so many entries");
  const entries = [];
  let before = "";
  for (let i = 0; i < count; i++) {
    const entry = { path: fields.text(fields.number(2)), digest: hex(fields.take(32)), length: fields.number(8) };
    entry.mediaType = fields.text(fields.number(1));
    checkEntry(entry, encodings);
    const key = await sha256(utf8.encode(entry.path));
    need(hex(key) > before, "its entries do not ascend by key");
    need(values.every((value, level) => valueAt(key, level) === value), "an entry that does not belong here");
    before = hex(key);
    entries.push(entry);
  }
  fields.end();
  return { entries };
}

function checkEntry({ path, length, mediaType }, encodings) {
  (encodings ? checkEncodingName : checkPathName)(path);
  need(!encodings || mediaType === ENCODINGS[path.slice(-3)], "another media type than its ending says");
  need(length <= LARGEST, "a length beyond 2^53 - 1");
  need(/^[\x21-\x7e]([\x20-\x7e]{0,98}[\x21-\x7e])?$/.test(mediaType), "a malformed media type");
}

function parseBranch(fields, level) {
  need(level <= LAST_LEVEL, "a branch below the last level");
  const bitmap = fields.number(4), children = new Map();
  for (let value = 0; value < 32; value++) {
    if ((bitmap >>> (31 - value)) & 1) children.set(value, hex(fields.take(32)));
  }
  const most = Math.max(...children.keys());
  need(children.size && (level < LAST_LEVEL || most <= 1), "a branch here cannot have these children");
  fields.end();
  return { children };
}

// The entry of a path, or null when the map proves that it has none. `readNode(digest)` gives bytes or null.
// What is thrown carries `node`, the digest of the node that is refused.
export async function findEntry(root, path, readNode, encodings = false) {
  const key = await sha256(utf8.encode(path)), values = [];
  for (let digest = root; ; ) {
    const node = await readChecked(digest, values, readNode, encodings);
    if (node.entries) return node.entries.find((entry) => entry.path === path) ?? null;
    const value = valueAt(key, values.length);
    digest = node.children.get(value);
    if (!digest) return null;
    values.push(value);
  }
}

async function readChecked(digest, values, readNode, encodings) {
  const bytes = await readNode(digest);
  try {
    need(bytes, "it is not there", "missing");
    need((await digestOf(bytes)) === digest, "its bytes do not have this digest", "digest");
    return await parseNode(bytes, values, encodings);
  } catch (error) {
    error.node = digest;
    throw error;
  }
}
