// The same, in a browser of 2020: without the functions that came later, and without Ed25519 in WebCrypto.

import { pathToFileURL } from "node:url";

const LATER = [
  [Object, ["hasOwn", "groupBy"]],
  [Array.prototype, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "with", "group"]],
  [Uint8Array.prototype, ["at", "findLast", "toSorted", "toBase64", "toHex"]],
  [Uint8Array, ["fromBase64", "fromHex"]],
  [String.prototype, ["at", "replaceAll", "isWellFormed", "toWellFormed"]],
  [Promise, ["any", "withResolvers", "try"]],
  [AbortSignal, ["timeout", "any"]],
  [globalThis, ["structuredClone", "DecompressionStream", "CompressionStream", "WeakRef", "FinalizationRegistry", "AggregateError"]],
];
for (const [of, names] of LATER) for (const name of names) delete of[name];

const { subtle } = globalThis.crypto, importKey = subtle.importKey.bind(subtle);
Object.defineProperty(subtle, "importKey", {
  value: async (...given) => {
    if (given[2]?.name === "Ed25519") throw new Error("Unrecognized name.");
    return importKey(...given);
  },
});

const beside = (name) => pathToFileURL(`${process.argv[2]}/${name}`).href;
const { canCheck } = await import(beside("verify-trust.js"));
if (await canCheck()) throw new Error("Ed25519 is still there.");
if (!(await canCheck(() => import(beside("ed25519.js"))))) throw new Error("The one beside does not work.");
await import("./run_node.mjs");
