// Follows docs/formats/search-v1.md, section 2: text becomes terms, as pages/search/words.py makes them.

const SEPARATORS = "\\u0000-/:-@\\[-`{-\\u00bf\\u00d7\\u00f7\\u02b0-\\u02ff\\u0375\\u037e\\u0387\\u0482\\u0488\\u0489\\u055a-\\u055f\\u0589-\\u058f\\u05be\\u05c0\\u05c3\\u05c6\\u05f3\\u05f4\\u0600-\\u060f\\u061b-\\u061f\\u066a-\\u066d\\u06d4\\u06dd\\u06de\\u06e9\\u06fd\\u06fe\\u0700-\\u070f\\u0964\\u0965\\u0970\\u0df4\\u0e2f\\u0e3f\\u0e4f\\u0e5a\\u0e5b\\u0f01-\\u0f14\\u0f3a-\\u0f3d\\u0f85\\u104a-\\u104f\\u10fb\\u1360-\\u1368\\u166d\\u166e\\u1680\\u17d4-\\u17d6\\u17d8-\\u17db\\u1800-\\u180e\\u2000-\\u2bff\\u2e00-\\u3004\\u3008-\\u3020\\u3030\\u303d-\\u303f\\u30a0\\u30fb\\ue000-\\uf8ff\\ufd3e\\ufd3f\\ufe00-\\ufe6f\\ufff0-\\uffff\\u{1f000}-\\u{1faff}\\u{e0000}-\\u{e0fff}";
const SPACELESS = "\\u0e01-\\u0e2e\\u0e30-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0edf\\u0f40-\\u0f84\\u0f90-\\u0fbc\\u1000-\\u103f\\u1050-\\u109f\\u1100-\\u11ff\\u1780-\\u17d3\\u17d7\\u17dc\\u17dd\\u3005-\\u3007\\u3031-\\u3035\\u3041-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua9e0-\\ua9ff\\uaa60-\\uaa7f\\uac00-\\ud7a3\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const SYLLABLE = "[\\u1000-\\u109f\\ua9e0-\\uaa7f](?:[\\u102b-\\u103e\\u1056-\\u1059\\u105e-\\u1060\\u1062-\\u1064\\u1067-\\u106d\\u1071-\\u1074\\u1082-\\u108d\\u108f\\u109a-\\u109d]|[\\u1000-\\u1021](?=\\u1037?[\\u1039\\u103a]))*";
const SIGN = "[^\\u1000-\\u109f][\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e\\u0eb1\\u0eb4-\\u0ebc\\u0ec8-\\u0ecd\\u0f71-\\u0f84\\u0f90-\\u0fbc\\u17b4-\\u17d3\\u3099\\u309a]*";
const WORDS = new RegExp(`([${SPACELESS}]+)|[^${SEPARATORS}${SPACELESS}]+`, "gu"), UNITS = new RegExp(`${SYLLABLE}|${SIGN}|[^]`, "gu");
export const IS_SPACELESS = new RegExp(`^[${SPACELESS}]`, "u");
const INVISIBLE = /[\u00ad\u0640\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, APOSTROPHE = /([\u0400-\u04ff])['’ʼ](?=[\u0400-\u04ff])/g;
const MARKS = /([\u0418\u0438\u0443]\u0306|\u0456\u0308)|[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/g;
const SAME = { ي: "ی", ى: "ی", ك: "ک", ة: "ه", ھ: "ه", ہ: "ه", ە: "ه", ٱ: "ا", ς: "σ", ı: "i", ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d" };
for (const digits of ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "၀၁၂၃၄၅၆၇၈၉", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙"]) Array.from(digits, (digit, at) => { SAME[digit] = String(at); });
const ALIKE = new RegExp(`[${Object.keys(SAME).join("")}]`, "g");
const LONGEST = 30, OPENING = 3;
const lengthOf = (word) => Array.from(word).length, first = (word, count) => Array.from(word).slice(0, count).join("");

export function normalise(text) {
  const plain = text.normalize("NFKC").toLowerCase().replace(INVISIBLE, "").replace(APOSTROPHE, "$1");
  return plain.normalize("NFD").replace(MARKS, (_, whole) => whole || "").normalize("NFC").replace(ALIKE, (one) => SAME[one]);
}

// The terms of a text, in order; `asked`: of what a reader looks for.
export function terms(text, endings, asked) {
  const found = [];
  for (const [word, run] of normalise(text).matchAll(WORDS)) {
    if (run) found.push(...pairs(run, asked));
    else if (lengthOf(word) > 1) found.push(shorten(word, endings));
  }
  return found;
}

function pairs(run, asked) {
  const units = run.match(UNITS).map((one) => first(one, LONGEST)), made = units.slice(1).map((one, at) => first(units[at] + one, LONGEST));
  return asked && made.length ? made : [...made, units[units.length - 1]];
}

export function shorten(whole, { beginnings, keep, least, steps }) {
  let word = first(whole, LONGEST);
  const leaves = (part) => lengthOf(word) >= lengthOf(part) + least;
  const beginning = beginnings.find((one) => word.startsWith(one) && leaves(one));
  if (beginning) word = word.slice(beginning.length);
  if (keep.some((one) => word.endsWith(one))) return word;
  for (const step of steps) {
    const ending = step.find((one) => word.endsWith(one) && leaves(one));
    if (ending) word = word.slice(0, -ending.length);
  }
  return word;
}

// In which of 2^bits shards a term lies: FNV-1a of how it begins.
export function bucket(term, bits) {
  let value = 2166136261;
  for (const byte of new TextEncoder().encode(first(term, IS_SPACELESS.test(term) ? 1 : OPENING))) value = Math.imul(value ^ byte, 16777619);
  return (value & ((1 << bits) - 1)) >>> 0;
}
