// Follows docs/formats/edition-v1.md, sections 9 and 16: is a page of this mirror, or a copy that was passed on, the newsroom's?
// The edition carries it joined with its parts: one classic script, which also runs from a disk.
import { pathOf } from "./verify-page.js";
import { checkPath } from "./verify.js";

const byId = (id) => document.getElementById(id), desk = byId("desk"), page = byId("page"), own = byId("root"), copy = byId("copy");
const verdict = byId("verdict"), say = desk.dataset, top = new URL("./", document.currentScript.src);
const language = desk.closest("[lang]").lang, isOnDisk = location.protocol === "file:";

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

// The worker that an earlier visit left here, and the root that it met then, are better than what this mirror says of itself.
function askWorker(question) {
  const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
  return new Promise((resolve) => {
    if (!worker) return resolve(null);
    const wire = new MessageChannel();
    wire.port1.onmessage = ({ data }) => resolve(data && !data.error && data.verdict !== "unchecked" ? data : null);
    return worker.postMessage(question, [wire.port2]);
  });
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

// Only what was asked for last is answered: a verdict that comes late is of another page or file.
let asking = 0;

async function report(work) {
  const own = ++asking;
  show("working", say.working);
  try {
    const { found, from } = await work();
    if (own !== asking) return;
    const edition = found.edition && say.edition.replace("{n}", found.edition.toLocaleString(language));
    const age = found.ageSeconds != null && say.age.replace("{n}", ago(found.ageSeconds));
    const why = found.verdict === "refused" && found.failures.map((one) => `${one.file}: ${one.rule}`).join("; ");
    show(found.verdict, say[found.verdict], [edition, age].filter(Boolean).join(" · "), why, found.path && `${found.path}`, from);
  } catch (error) {
    if (own !== asking) return;
    show("unable", say.unable, String(error.message || error));
  }
}

const checkPage = () => report(async () => {
  const path = pathOf(pathIn(page.value)), kept = own.files[0] ? null : await askWorker({ ask: "check", path });
  if (kept && kept.isThere === false) Object.assign(kept, { verdict: "refused", reasons: [{ file: path, rule: "absent" }] });
  if (kept) return { found: { ...kept, path: null, failures: kept.reasons }, from: say.worker };
  return { found: await checkPath(top.href, path, await readRoot(), Date.now()), from: own.files[0] ? say.own : say.mirror };
});

// A copy is checked here, and not sent anywhere.
const checkFile = (file) => report(async () => {
  if (!window.tamizdatCopies) await new Promise((resolve, reject) => {
    const script = document.body.appendChild(document.createElement("script"));
    Object.assign(script, { onload: resolve, onerror: () => reject(new Error("copy.js")), src: new URL("copy.js", top) });
  });
  const copies = window.tamizdatCopies, kept = own.files[0] ? null : await copies.askRoot();
  if (isOnDisk && !own.files[0]) throw new Error(say.root);
  const root = kept || new TextEncoder().encode(await readRoot());
  const found = await copies.check(new Uint8Array(await file.arrayBuffer()), root);
  return { found, from: own.files[0] ? say.own : kept ? say.worker : say.mirror };
});

page.value = decodeURI(asked());
byId("disk").hidden = !isOnDisk;
byId("online").hidden = isOnDisk;
desk.hidden = false;
byId("go").addEventListener("click", checkPage);
own.addEventListener("change", () => (copy.files[0] ? checkFile(copy.files[0]) : isOnDisk || checkPage()));
copy.addEventListener("change", () => copy.files[0] && checkFile(copy.files[0]));
desk.addEventListener("dragover", (event) => event.preventDefault());
desk.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files[0]) checkFile(event.dataTransfer.files[0]);
});
if (!isOnDisk) checkPage();
