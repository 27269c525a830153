// Follows docs/formats/edition-v1.md, sections 6 and 7: JSON in one right form.

export const LARGEST = Number.MAX_SAFE_INTEGER;
export const utf8 = new TextEncoder();
const DEEPEST = 64;
const ESCAPES = { __proto__: null, '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

// A value that breaks the format; the caller knows which file it came from.
export class FormatError extends Error {
  constructor(message, rule = "format") {
    super(message);
    this.rule = rule;
  }
}

export function need(holds, message, rule) {
  if (!holds) throw new FormatError(message, rule);
}

// JSON.parse would let pass: repeated keys, floats, numbers beyond 2^53 - 1, halves of surrogate pairs, a byte order mark.
export function parseStrict(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatError("not UTF-8");
  }
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.space();
  need(reader.at === text.length, "something follows");
  return value;
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  // What the pattern (sticky) matches here, or null.
  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found && found[0];
  }

  space() {
    this.match(/[ \t\n\r]*/y);
  }

  // Steps over one character if it is the next; spaces before it do not count.
  take(character) {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  value(depth) {
    if (this.take("{")) return this.object(depth);
    if (this.take("[")) return this.list(depth);
    if (this.take('"')) return this.string();
    const word = this.match(/true|false|null/y);
    if (word) return { true: true, false: false, null: null }[word];
    return this.number();
  }

  object(depth) {
    need(depth < DEEPEST, "nested too deep");
    const result = Object.create(null);
    if (this.take("}")) return result;
    do {
      need(this.take('"'), "no key");
      const key = this.string();
      need(!(key in result), "a key stands twice");
      need(this.take(":"), "no colon");
      result[key] = this.value(depth + 1);
    } while (this.take(","));
    need(this.take("}"), "an object does not end");
    return result;
  }

  list(depth) {
    need(depth < DEEPEST, "nested too deep");
    const result = [];
    if (this.take("]")) return result;
    do result.push(this.value(depth + 1));
    while (this.take(","));
    need(this.take("]"), "a list does not end");
    return result;
  }

  string() {
    let result = "";
    for (;;) {
      result += this.match(/[^"\\\u0000-\u001f]*/y);
      const next = this.text[this.at++];
      if (next === '"') break;
      need(next === "\\", "a text does not end");
      const escape = this.text[this.at++];
      const code = escape === "u" ? this.match(/[0-9a-fA-F]{4}/y) : null;
      const character = code ? String.fromCharCode(parseInt(code, 16)) : ESCAPES[escape];
      need(character, "an unknown escape");
      result += character;
    }
    need(isWellFormed(result), "half of a surrogate pair");
    return result;
  }

  number() {
    const text = this.match(/-?(0|[1-9][0-9]*)/y);
    need(text && text !== "-0" && text.length <= 17, "no value");
    need(!this.match(/\.[0-9]|[eE][-+]?[0-9]/y), "a number that is not whole");
    need(Number.isSafeInteger(Number(text)), "a number beyond 2^53 - 1");
    return Number(text);
  }
}

export function isWellFormed(text) {
  return !/[\ud800-\udfff]/u.test(text);
}

// Keys in the order of their code points, as Python sorts them (JavaScript's own order differs beyond U+FFFF).
function byCodePoint(one, other) {
  const a = Array.from(one), b = Array.from(other);
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) return a[i].codePointAt(0) - b[i].codePointAt(0);
  }
  return a.length - b.length;
}

function write(value, text) {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, text)).join(",")}]`;
  if (value === null || typeof value !== "object") return String(value);
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${text(key)}:${write(value[key], text)}`).join(",")}}`;
}

// What is signed: OLPC canonical JSON, which escapes nothing but quotation mark and backslash.
export function signedForm(value) {
  return write(value, (text) => `"${text.replace(/["\\]/g, "\\$&")}"`);
}

// What a metadata file is: the JSON that python-tuf writes, in ASCII.
export function fileForm(value) {
  return write(value, (text) => JSON.stringify(text).replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`));
}
