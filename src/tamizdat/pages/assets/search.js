// Follows docs/formats/search-v1.md: looks through the index of this edition. What is looked for goes to no server, into no address
// and no storage; which files are fetched tells something of it: docs/decisions/44-search.md.
//
// The edition carries it joined with the files that it imports.

import { look, showHits, wantedOf } from "./search-shards.js";

const byId = (id) => document.getElementById(id), form = byId("seek"), box = byId("words"), said = byId("said"), list = byId("found"), further = byId("further");
const say = form.dataset, language = document.documentElement.lang, root = new URL("./", document.currentScript.src);
const SHOWN = 10, ENOUGH = 20, SEGMENTS = 9, MANY = 4; // of so many words, a headline that has them all will do
let index = null, running = null, known = new Map();

async function read(path, isFresh) {
  if (known.has(path)) return known.get(path);
  const answer = await fetch(new URL(path, root), { cache: "no-cache", credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (known.size > 400) known.clear();
  if (!isFresh) known.set(path, bytes);
  return bytes;
}

async function openIndex() {
  index = JSON.parse(new TextDecoder().decode(await read(`search/${language}/index.json`, true)));
  if (index.format !== "tamizdat-search-v1") throw new Error(index.format);
}

// One search at a time: what was begun before shows nothing any more.
async function seek(text) {
  const own = (running = { text, hits: [], shown: new Set(), isOver: false });
  list.replaceChildren();
  further.hidden = true;
  said.textContent = say.looking;
  list.setAttribute("aria-busy", "true");
  try {
    await begin(own).catch(async () => {
      if (own !== running) return;
      known.clear(); // another edition came meanwhile
      list.replaceChildren();
      own.shown.clear();
      own.hits = [];
      await openIndex();
      await begin(own);
    });
  } catch (error) {
    fail(own, error);
  }
  if (own === running) list.setAttribute("aria-busy", "false");
}

// What was found stays, and can be gone on with.
function fail(own, error) {
  if (own !== running) return;
  said.textContent = `${say.failed} ${error.message}`;
  further.hidden = !own.steps || isWhole(own);
}

const isWhole = (own) => own.isOver && own.shown.size >= own.hits.length;

async function begin(own) {
  if (!index) await openIndex();
  if (own !== running) return;
  const wanted = wantedOf(own.text, index.endings);
  if (!wanted.length) {
    said.textContent = say.short;
    return;
  }
  own.terms = wanted.length;
  own.steps = look(index, wanted, read);
  await goOn(own);
}

// As far as there is enough to show, or a reader's patience goes.
async function goOn(own) {
  const before = own.hits.length;
  for (let segments = 0; !own.isOver && segments < SEGMENTS; segments += 3) {
    const { hits, left } = await own.steps();
    if (own !== running) return;
    Object.assign(own, { hits, isOver: !left });
    await show(own, SHOWN);
    if (own !== running) return;
    if (own.hits.length >= before + ENOUGH || (!before && own.hits.length && own.terms >= MANY)) break;
  }
  tell(own);
}

async function show(own, most) {
  const next = own.hits.filter(({ place }) => !own.shown.has(place)).slice(0, Math.max(most - own.shown.size, 0));
  const cards = await showHits(index, next, own.text, read);
  if (own !== running) return;
  for (const { place } of next) own.shown.add(place);
  list.append(...cards.map(line));
}

function tell(own) {
  said.textContent = own.hits.length ? say.found.replace("{n}", own.hits.length.toLocaleString(language)) : say.none;
  further.hidden = isWhole(own);
}

function line({ path, headline, standfirst, at, day }) {
  const item = document.createElement("li"), link = item.appendChild(document.createElement("a"));
  link.href = new URL(path, root).href;
  link.textContent = headline;
  link.dir = "auto";
  if (standfirst) Object.assign(item.appendChild(document.createElement("span")), { dir: "auto", textContent: standfirst });
  if (day) Object.assign(item.appendChild(document.createElement("time")), { dateTime: at, textContent: day });
  return item;
}

form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  seek(box.value);
});
further.addEventListener("click", async () => {
  const own = running, last = list.lastElementChild;
  further.hidden = true;
  try {
    if (own.shown.size >= own.hits.length) await goOn(own);
    if (own === running) await show(own, own.shown.size + SHOWN);
    if (own === running) tell(own);
  } catch (error) {
    fail(own, error);
  }
  if (own !== running) return;
  const next = last ? last.nextElementSibling : list.firstElementChild;
  if (next) next.firstElementChild.focus();
});
