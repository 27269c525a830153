// Runs vectors through the JavaScript verifier: in Node (run_node.mjs) and in a page (test_vectors.py).

import { fileForm, parseStrict, signedForm, FormatError } from "./verify-json.js";
import { canonicalPath, checkEncodingName, checkPathName, findEntry, parseNode } from "./verify-map.js";
import { Refused, parseManifest, parseMetadata } from "./verify-trust.js";
import { checkPath } from "./verify.js";
import { parseList } from "./verify-list.js";
import { composeCopy, leadOn } from "./verify-copy.js";
import { checkCopy } from "./verify-drop.js";

const bytesOf = ({ text, hex }) =>
  text === undefined ? Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)) : new TextEncoder().encode(text);

const has = (values, name) => Object.prototype.hasOwnProperty.call(values, name);
const readOf = (files) => async (file, limit) => (has(files, file) ? bytesOf(files[file]).subarray(0, limit + 1) : null);

const KINDS = {
  path: ({ text }) => canonicalPath(text),
  name: ({ path, encodings }) => ((encodings ? checkEncodingName : checkPathName)(path), "right"),
  json: ({ bytes }) => {
    const value = parseStrict(bytesOf(bytes));
    return { file: fileForm(value), signed: signedForm(value) };
  },
  manifest: ({ bytes }) => parseManifest(bytesOf(bytes)),
  metadata: ({ bytes, role }) => parseMetadata(bytesOf(bytes), role).version,
  node: async ({ bytes, values, encodings }) => {
    const { entries, children } = await parseNode(bytesOf(bytes), values, encodings);
    return entries ? { entries } : { children: [...children] };
  },
  proof: async ({ root, path, nodes, encodings }) => {
    try {
      return await findEntry(root, path, (digest) => (has(nodes, digest) ? bytesOf(nodes[digest]) : null), encodings);
    } catch (error) {
      if (error instanceof FormatError) return { node: error.node, rule: error.rule };
      throw error;
    }
  },
  page: ({ path, root, now, seen, files, unreachable }) => {
    const fetchBytes = async (name, limit) => {
      const file = name.endsWith("/") ? `${name}index.html` : name;
      if (unreachable?.includes(file)) throw new Error("no answer");
      return has(files, file) ? bytesOf(files[file]).subarray(0, limit + 1) : null;
    };
    return checkPath("", path, bytesOf(root), Date.parse(now), fetchBytes, seen ?? null);
  },
  list: async ({ bytes, root, now, seen }) => {
    const { pool, version, addresses } = await parseList(bytesOf(bytes), parseMetadata(bytesOf(root), "root"), Date.parse(now), seen ?? 0);
    return { pool, version, addresses };
  },
  link: ({ path, value }) => leadOn(path, value),
  compose: async ({ path, banner, root, files }) => {
    try {
      return { text: await composeCopy(path, banner, bytesOf(root), readOf(files)) };
    } catch (error) {
      if (error instanceof Refused) return { file: error.file, rule: error.rule };
      throw error;
    }
  },
  copy: ({ bytes, root, now, files }) => checkCopy(bytesOf(bytes), bytesOf(root), Date.parse(now), files ? readOf(files) : null),
};

export async function runCase(one) {
  try {
    return await KINDS[one.kind](one);
  } catch (error) {
    if (error instanceof FormatError) return { rule: error.rule };
    throw error;
  }
}

export async function runCases(cases) {
  const results = [];
  for (const one of cases) results.push(await runCase(one));
  return results;
}
