// Reads cases of search (one JSON a line) on standard input, writes their results. Argument: a folder with the scripts in it.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { bucket, terms } = await import(pathToFileURL(`${process.argv[2]}/search-words.js`));
const { findIn, segmentsOf } = await import(pathToFileURL(`${process.argv[2]}/search-shards.js`));
const RUN = {
  terms({ text, endings }) {
    const found = terms(text, endings);
    return { terms: found, asked: terms(text, endings, true), buckets: found.map((one) => bucket(one, 7)) };
  },
  segments: ({ field, pages }) => segmentsOf(field, pages).reverse().map((one) => `${field}/${one.level}-${one.number}`),
  shards({ first, files, expect }) {
    const bits = Math.log2(files.length);
    return Object.fromEntries(Object.keys(expect).map((term) => {
      const found = new Map();
      for (const part of files[bucket(term, bits)]) findIn(Buffer.from(part, "hex"), { term, isBeginning: false }, first, [2, 4], found);
      return [term, Array.from(found)];
    }));
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  const one = JSON.parse(line);
  process.stdout.write(JSON.stringify(RUN[one.kind](one)) + "\n");
}
