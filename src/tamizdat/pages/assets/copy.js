// Follows docs/formats/edition-v1.md, section 16: makes a copy to pass on, and checks one. The edition carries this file joined
// with its parts; it is fetched only when a reader asks for it. Runs from a disk, too.
import { utf8 } from "./verify-json.js";
import { canCheck, readNeeded } from "./verify-trust.js";
import { pathOf } from "./verify-page.js";
import { fetchFrom } from "./verify.js";
import { composeCopy } from "./verify-copy.js";
import { checkCopy } from "./verify-drop.js";

const top = new URL("./", document.currentScript.src).href, isOnDisk = top.startsWith("file:");

// The root that the worker keeps, when there is one; else null.
function askRoot() {
  const workers = navigator.serviceWorker;
  return new Promise((resolve) => {
    if (!workers || !workers.controller) return resolve(null);
    const wire = new MessageChannel();
    wire.port1.onmessage = ({ data }) => resolve(typeof data === "string" ? utf8.encode(data) : null);
    return workers.controller.postMessage({ ask: "root" }, [wire.port2]);
  });
}

// The text of a copy of the page at `path`, held against the root that this browser keeps before it leaves our hands.
async function compose(path, language) {
  const read = fetchFrom(top), first = await readNeeded(read, "/tuf/1.root.json", 14000), listed = pathOf(path);
  if (!(await canCheck(() => import("./ed25519.js")))) throw new Error("This browser cannot check signatures.");
  const text = await composeCopy(listed.endsWith("/") ? `${listed}index.html` : listed, `/copy/${language}.json`, first, read);
  const found = await checkCopy(utf8.encode(text), (await askRoot()) || first, Date.now());
  if (found.verdict === "refused") throw new Error(found.failures[0].rule);
  return text;
}

async function save(path, language) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await compose(path, language)], { type: "text/html" }));
  link.download = decodeURIComponent(path.replace(/\/(index\.html)?$/, ".html").split("/").pop());
  document.body.appendChild(link).click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// A mirror that cannot be reached, or that lies, takes nothing from a copy: it only cannot say whether it is the latest.
async function check(bytes, root) {
  if (!(await canCheck(() => import("./ed25519.js")))) throw new Error("This browser cannot check signatures.");
  const found = await checkCopy(bytes, root, Date.now());
  if (found.verdict === "refused" || isOnDisk) return found;
  const newest = await checkCopy(bytes, root, Date.now(), fetchFrom(top));
  const isSaid = newest.verdict !== "refused" || newest.failures[0].rule === "retracted";
  return isSaid ? newest : found;
}

window.tamizdatCopies = { askRoot, check, compose, save };
