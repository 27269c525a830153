// Follows docs/formats/edition-v1.md, sections 4 and 9: what the map says of a path, and the bytes that it names.

import { FormatError } from "./verify-json.js";
import { canonicalPath, checkEncodingName, checkPathName, findEntry, isEncoding } from "./verify-map.js";
import { LONGEST, Refused, checkBytes, readNeeded, within } from "./verify-trust.js";

// The path of a page as the map has it, from what browsers make of it: location.pathname.
export function pathOf(pathname) {
  try {
    const text = decodeURIComponent(pathname);
    return text.endsWith("/") ? canonicalPath(`${text}index.html`).slice(0, -"index.html".length) : canonicalPath(text);
  } catch {
    return pathname; // no page of an edition: checkPath will say so
  }
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
export async function readEntry(entry, fetchBytes) {
  const read = reachable(fetchBytes), file = `/o/${entry.digest}`;
  const checked = (bytes) => within(file, () => checkBytes(bytes, entry)).then(() => bytes);
  if (globalThis.DecompressionStream && !/^(im|au|vi)/.test(entry.mediaType)) {
    try {
      const packed = await readNeeded(read, `${file}.gz`, entry.length + 1000);
      return await checked(packed[0] === 0x1f && packed[1] === 0x8b ? await unpack(packed, entry.length) : packed);
    } catch {} // then as it is
  }
  return checked(await readNeeded(read, file, entry.length));
}

function unpack(packed, limit) {
  return readStream(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")), limit);
}

// What cannot be fetched is said in the words of the format.
export function reachable(fetchBytes) {
  return async (path, limit) => {
    try {
      return await fetchBytes(path, limit);
    } catch (error) {
      throw new Refused(path, "unreachable", error.message);
    }
  };
}

// At most limit + 1 bytes.
export async function readStream(stream, limit) {
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
