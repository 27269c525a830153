// Follows docs/formats/edition-v1.md, section 16: one page as one file that carries its own proof.

import { FormatError, fileForm, parseStrict } from "./verify-json.js";
import { LONGEST, Refused, checkBytes, hasKeys, judgeMetadata, parseMetadata, readNeeded, within } from "./verify-trust.js";
import { parseList } from "./verify-list.js";
import { provePath, readEntry } from "./verify-page.js";

const COPY = "tamizdat-copy-v1";
export const COPY_BEGIN = `<!--${COPY} `, COPY_END = "-->\n";
const BANNER_KEYS = ["banner", "banner_without_address", "format", "language"];
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`;
const REST = '(?:[^>"]|"[^"]*")*>';
const TAG = new RegExp(
  `<!--[\\s\\S]*?-->|<style(?![a-z0-9])${REST}[\\s\\S]*?</style>|` +
  `<(script)(?![a-z0-9])${REST}[\\s\\S]*?</script>\\n?|<([a-z][a-z0-9]*)(${REST})(\\n?)`, "g");

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

// Where a link of the page at `path` leads, as a path and what follows it; null when it leads nowhere.
export function leadOn(path, value) {
  const [name, after] = /^([^?#]*)([\s\S]*)$/.exec(value).slice(1);
  if (name.startsWith("//")) return null;
  const steps = name.startsWith("/") ? [] : path.split("/").slice(1, -1), parts = name.split("/");
  for (const part of parts) {
    if (part === "..") {
      if (!steps.length) return null;
      steps.pop();
    } else if (part && part !== ".") steps.push(part);
  }
  const end = steps.length && ["", ".", ".."].includes(parts[parts.length - 1]) ? "/" : "";
  return (name ? `/${steps.join("/")}${end}` : path) + after;
}

// The page without scripts and with its pictures (`picture(path)` gives a data: address) in it, and how many bodies it has.
function standAlone(path, html, address, picture, banner = "") {
  let bodies = 0;
  const attribute = (tag) => (whole, space, name, value) => {
    if (!["src", "srcset", "href"].includes(name) || (name === "href" && /^(#|[A-Za-z][A-Za-z0-9+.-]*:)/.test(value))) return whole;
    const target = name === "href" || (name === "src" && tag === "img") ? leadOn(path, value) : null;
    if (target === null) return "";
    if (name === "href") return address && `${space}href="${address}${target.slice(1)}"`;
    const data = /^\/[A-Za-z0-9\-._~%/]*$/.test(target) && picture(target);
    return data ? `${space}src="${data}"` : "";
  };
  const made = html.replace(TAG, (whole, script, tag, rest, lineFeed) => {
    if (script || ["script", "link", "source"].includes(tag)) return "";
    if (!tag) return whole;
    if (whole.startsWith('<meta http-equiv="Content-Security-Policy"')) return POLICY + lineFeed;
    const own = tag === "body" && !bodies++ ? banner : "";
    return `<${tag}${rest.replace(/([ \t\n]+)([a-z][a-z0-9-]*)="([^"]*)"/g, attribute(tag))}${own}${lineFeed}`;
  });
  return { made, bodies };
}

// The text of a copy, made from what `read(file, limit)` gives: of a mirror, or of a proof. `root` is the first that it
// carries, and whoever gave it may have made it: hold the result against your own with checkCopy.
export async function composeCopy(path, banner, root, read) {
  if (!/^\/copy\/[A-Za-z0-9-]{1,35}\.json$/.test(banner)) throw new Refused("copy", "format");
  const files = {}, shown = {};
  const record = async (file, limit) => {
    const bytes = await read(file, limit);
    if (bytes) files[file] = bytes;
    return bytes;
  };
  const entryOf = async (name) => {
    if (name.endsWith("/")) throw new Refused(name, "path");
    return provePath(name, trust.manifest, record);
  };
  // What is longer travels packed, where there is a packed one: some networks cut after 16 kB.
  const objectOf = async (listed) => {
    const file = `/o/${listed.digest}`;
    if (listed.length > LONGEST) return (files[file] = await readEntry(listed, read));
    const bytes = await readNeeded(record, file, listed.length);
    await within(file, () => checkBytes(bytes, listed));
    return bytes;
  };
  const short = async (listed) => {
    if (listed.length > LONGEST) throw new Refused(`/o/${listed.digest}`, "length");
    return objectOf(listed);
  };

  const trust = await judgeMetadata(root, record, -Infinity);
  files[`/tuf/${parseMetadata(root, "root").version}.root.json`] = root;
  const page = await entryOf(path);
  if (!page.mediaType.startsWith("text/html")) throw new Refused(path, "format");
  const bytes = await objectOf(page), html = await within(path, () => textOf(bytes));
  const address = await firstAddress(trust, short), words = await bannerWords(banner, path, address, trust, entryOf, short);
  const wanted = new Set();
  standAlone(path, html, "", (one) => void wanted.add(one));
  const pictures = {};
  for (const one of [...wanted].sort()) {
    const entry = await entryOf(one).catch((error) => {
      if (error.file !== one || !["absent", "path"].includes(error.rule)) throw error;
    });
    if (!entry || entry.length > LONGEST || !/^image\/[a-z0-9.+-]{1,40}$/.test(entry.mediaType)) continue;
    pictures[one] = `data:${entry.mediaType};base64,${toBase64(await objectOf(entry))}`;
    shown[`/o/${entry.digest}`] = true;
  }
  const { made, bodies } = standAlone(path, html, address, (one) => pictures[one], words);
  if (!bodies) throw new Refused(path, "format");
  const tuf = {}, names = Object.keys(files).sort();
  for (const name of names) if (name.startsWith("/tuf/")) tuf[name.slice(5)] = toBase64(files[name]);
  const objects = names.filter((name) => name.startsWith("/o/") && !shown[name]).map((name) => toBase64(files[name]));
  return made + COPY_BEGIN + fileForm({ banner, objects, path, tuf }) + COPY_END;
}

export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatError("not UTF-8");
  }
}

async function firstAddress(trust, readShort) {
  const listed = trust.targets["mirrors.json"];
  if (!listed) return "";
  const bytes = await readShort(listed), list = await within(`/o/${listed.digest}`, () => parseList(bytes, trust.root, -Infinity));
  return list.addresses[0] || "";
}

async function bannerWords(file, path, address, trust, entryOf, readShort) {
  const entry = await entryOf(file);
  if (entry.length > LONGEST) throw new Refused(file, "length");
  const bytes = await readShort(entry), value = await within(file, () => parseStrict(bytes));
  if (!hasKeys(value, BANNER_KEYS) || !BANNER_KEYS.every((key) => typeof value[key] === "string") || value.format !== COPY) throw new Refused(file, "format");
  const { edition, issued_at } = trust.manifest;
  const words = [["edition", edition], ["date", issued_at.slice(0, 10)], ["time", issued_at.slice(11, 16)]];
  if (address) words.push(["address", address], ["page", address + path.slice(1)]);
  return words.reduce((html, [name, word]) => html.split(`{${name}}`).join(word), address ? value.banner : value.banner_without_address);
}
