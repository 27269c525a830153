// Follows docs/formats/edition-v1.md, section 9: asks verify.js about a page of this mirror and says in words what it found.
// The edition carries it joined with its parts: one classic script, which also runs from a disk.
import { pathOf } from "./verify-page.js";
import { checkPath } from "./verify.js";

const desk = document.getElementById("desk"), page = document.getElementById("page"), own = document.getElementById("root");
const verdict = document.getElementById("verdict"), say = desk.dataset, top = new URL("./", document.currentScript.src);
const language = desk.closest("[lang]").lang;

// Which page? Behind the #, which browsers never send to a mirror; or ?page=.
function asked() {
  const named = location.hash.slice(1) || new URLSearchParams(location.search).get("page") || "/index.html";
  try { return new URL(named, "https://x.invalid/").pathname; } catch { return "/index.html"; }
}

// A person may paste a whole address: what follows the top of this mirror is the path.
function pathIn(words) {
  const text = words.trim();
  if (!/^https?:/i.test(text)) return text.startsWith("/") ? text : `/${text}`;
  const path = new URL(text).pathname, folder = top.pathname;
  return path.startsWith(folder) ? `/${path.slice(folder.length)}` : path;
}

async function readRoot() {
  if (own.files[0]) return own.files[0].text();
  const answer = await fetch(new URL("tuf/1.root.json", top), { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error(`tuf/1.root.json: ${answer.status}`);
  return answer.text();
}

// "5 minutes ago", in the page's language.
function ago(seconds) {
  const [size, unit] = seconds < 5400 ? [60, "minute"] : seconds < 172800 ? [3600, "hour"] : [86400, "day"];
  return new Intl.RelativeTimeFormat(language).format(-Math.round(seconds / size), unit);
}

function show(kind, ...lines) {
  verdict.className = `fix ${kind}`;
  verdict.replaceChildren(...lines.filter(Boolean).map((line, at) => {
    const p = document.createElement("p"), words = at ? p : p.appendChild(document.createElement("strong"));
    words.textContent = line;
    return p;
  }));
}

async function check() {
  show("working", say.working);
  try {
    const from = own.files[0] ? say.own : say.mirror;
    const found = await checkPath(top.href, pathOf(pathIn(page.value)), await readRoot(), Date.now());
    const edition = found.edition && say.edition.replace("{n}", found.edition.toLocaleString(language));
    const age = found.ageSeconds != null && say.age.replace("{n}", ago(found.ageSeconds));
    const why = found.failures.map((one) => `${one.file}: ${one.rule}`).join("; ");
    show(found.verdict, say[found.verdict], [edition, age].filter(Boolean).join(" · "), why, from);
  } catch (error) {
    show("unable", say.unable, String(error.message || error));
  }
}

page.value = decodeURI(asked());
document.getElementById("disk").hidden = true; // a browser does not run modules from a disk: there it stays
desk.hidden = false;
document.getElementById("go").addEventListener("click", check);
own.addEventListener("change", check);
check();
