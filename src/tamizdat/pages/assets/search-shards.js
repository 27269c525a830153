// Follows docs/formats/search-v1.md, sections 3, 4 and 6: which files an index has, what stands in them, which articles are found.

import { IS_SPACELESS, bucket, normalise, terms } from "./search-words.js";

const BITS = { head: [0, 1, 3, 4, 6], text: [1, 4, 5, 7] }, FAN = 4, ON_A_PAGE = 50, AT_ONCE = 6, MOST_WORDS = 4;

// The segments of so many list pages, newest first.
export function segmentsOf(field, pages) {
  const found = [];
  let done = 0;
  for (let level = BITS[field].length - 1; level >= 0; level--) {
    for (const size = FAN ** level; done + size < pages; done += size) found.unshift({ field, level, number: done / size });
  }
  if (pages) found.unshift({ field, level: 0, number: pages - 1 });
  return found.map((one) => ({ ...one, bits: BITS[field][one.level], first: one.number * FAN ** one.level * ON_A_PAGE + 1 }));
}

const hex = (number) => number.toString(16).padStart(2, "0");

// Every part of a shard; without the shard, there is another edition.
async function readShard(language, segment, shard, read) {
  const file = `search/${language}/${segment.field}/${segment.level}-${segment.number}/${hex(shard)}`, first = await read(`${file}.bin`);
  const others = Array.from({ length: first[0] - 1 }, (_, at) => read(`${file}-${at + 2}.bin`));
  return [first, ...(await Promise.all(others))];
}

// What is looked for, and where it stands: place → how well. Of `beginning`, also terms that begin so, which count half.
export function findIn(bytes, { term, isBeginning }, first, [plain, strong], found) {
  const wanted = new TextEncoder().encode(term), text = new Uint8Array(512);
  let at = 1;
  const number = () => {
    let value = 0, shift = 1;
    for (;; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  number();
  while (at < bytes.length) {
    const shared = bytes[at++], rest = bytes[at++], length = shared + rest;
    text.set(bytes.subarray(at, at += rest), shared);
    const head = number(), isExact = length === wanted.length, half = isExact ? 1 : 0.5;
    const isFound = (isExact || (isBeginning && length > wanted.length)) && wanted.every((one, i) => one === text[i]);
    const add = (place, isStrong) => {
      const value = (isStrong ? strong : plain) * half;
      if (isFound && !(found.get(first + place) >= value)) found.set(first + place, value);
    };
    if (head & 1) {
      const row = head >> 1;
      for (let i = 0; isFound && i < row * 8; i++) {
        if (bytes[at + (i >> 3)] >> (i & 7) & 1) add(i, bytes[at + row + (i >> 3)] >> (i & 7) & 1);
      }
      at += 2 * row;
    } else {
      for (let left = head >> 1, place = -1; left; left--) {
        const gap = number();
        place += gap >> 1;
        add(place, gap & 1);
      }
    }
  }
}

// What a reader typed: terms, the last of them as a beginning while it is being typed. Of many words the longest, and those with
// digits, find the article as well as all of them, and cost a slow line less.
export function wantedOf(text, endings) {
  const found = [...new Set(terms(text, endings, true))], isOpen = /[^\s,.;:!?"»”’)]$/.test(text), last = found[found.length - 1];
  const weight = (term) => term.length + (/\d/.test(term) ? 9 : 0), words = found.filter((term) => !IS_SPACELESS.test(term));
  const chosen = words.sort((one, other) => weight(other) - weight(one)).slice(0, MOST_WORDS);
  return found.filter((term) => IS_SPACELESS.test(term) || chosen.includes(term)).map((term) => ({ term, isBeginning: isOpen && term === last }));
}

// Looks segment by segment, newest first: headlines everywhere, then texts. Each step gives all that is found so far, best first;
// one that failed can be tried again.
export function look(index, wanted, read) {
  const { language, pages } = index, heads = wanted.map(() => new Map()), scores = new Map();
  const search = (segment, worth, into) => wanted.map((one, at) => async () => {
    const parts = await readShard(language, segment, bucket(one.term, segment.bits), read);
    for (const bytes of parts) findIn(bytes, one, segment.first, worth, into[at]);
  });
  const join = (texts) => {
    const [first, ...others] = wanted.map((_, at) => [heads[at], texts[at]]), valueOf = (place, [head, text]) => Math.max(head.get(place) || 0, text.get(place) || 0);
    for (const place of new Set([...first[0].keys(), ...first[1].keys()])) {
      const values = [first, ...others].map((one) => valueOf(place, one));
      if (values.every(Boolean)) scores.set(place, Math.max(scores.get(place) || 0, values.reduce((sum, one) => sum + one)));
    }
    return Array.from(scores).sort(([place, score], [other, its]) => its - score || other - place).map(([place, score]) => ({ place, score }));
  };
  const texts = segmentsOf("text", pages);
  let isBegun = false;
  return async () => {
    const found = wanted.map(() => new Map()), some = isBegun ? texts.slice(0, 3) : [];
    if (!isBegun) await inTurn(segmentsOf("head", pages).flatMap((one) => search(one, [2, 4], heads)));
    await inTurn(some.flatMap((one) => search(one, [0.5, 1], found)));
    isBegun = true;
    texts.splice(0, some.length);
    return { hits: join(found), left: texts.length };
  };
}

// A few at a time: a slow line carries no more.
async function inTurn(works) {
  const left = works.slice();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left.length) await left.shift()();
  }));
}

// How results are shown: the cards of these hits. What stands in the headline as it was typed comes first, then whose headline has
// most of the words.
export async function showHits({ language, endings }, hits, text, read) {
  const files = new Map(), phrase = normalise(text).trim(), asked = new Set(terms(text, endings, true));
  const worth = (headline) => [...new Set(terms(headline, endings))].filter((term) => asked.has(term)).length / 2;
  const nameOf = (place) => `search/${language}/cards/${Math.ceil(place / ON_A_PAGE)}${(place - 1) % ON_A_PAGE < 25 ? "a" : "b"}.json`;
  await inTurn([...new Set(hits.map(({ place }) => nameOf(place)))].map((name) => async () => {
    files.set(name, JSON.parse(new TextDecoder().decode(await read(name))));
  }));
  const shown = hits.map(({ place, score }) => {
    const [, path, headline, standfirst, at, day] = files.get(nameOf(place)).find((one) => one[0] === place) || [];
    return path && { place, path, headline, standfirst, at, day, score: score + worth(headline) + (normalise(headline).includes(phrase) ? 4 : 0) };
  });
  return shown.filter(Boolean).sort((one, other) => other.score - one.score || other.place - one.place);
}
