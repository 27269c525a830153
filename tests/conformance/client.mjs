// Our JavaScript verifier behind the command line that the suite of tuf-conformance speaks: init, refresh, download.
// TAMIZDAT_VERIFIER names a folder with verify*.js as ES modules.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const text = { type: "string", default: "" }, many = { type: "string", multiple: true, default: [] };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "metadata-dir": text, "metadata-url": text, "target-base-url": text, "target-dir": text, "target-name": many },
});
const { Refused, checkBytes, hasNewKeys, judgeMetadata, parseMetadata } = await import(pathToFileURL(join(process.env.TAMIZDAT_VERIFIER, "verify-trust.js")));
const kept = (role) => join(values["metadata-dir"], `${role}.json`), now = Date.now();
const version = (role) => (existsSync(kept(role)) ? JSON.parse(readFileSync(kept(role))).signed.version : 0);

async function fetchBytes(url, limit) {
  const answer = await fetch(url);
  if ([403, 404, 410].includes(answer.status)) return null;
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer()).subarray(0, limit + 1);
}

// Metadata from the repository; the manifest is a target like any other.
function read(file, limit) {
  const url = values["metadata-url"].replace(/\/$/, "");
  if (file.startsWith("/o/")) return fetchBytes(`${url.replace(/metadata$/, "targets")}/${file.slice(3)}.manifest.json`, limit);
  return fetchBytes(`${url}/${file.replace("/tuf/", "")}`, limit);
}

// Keep what holds; versions count anew when a new root has other keys. TUF refuses what we call stale.
function accept(one) {
  if (one.role === "root") {
    const before = parseMetadata(new Uint8Array(readFileSync(kept("root"))), "root");
    if (hasNewKeys(before, one)) for (const role of ["timestamp", "snapshot", "targets"]) rmSync(kept(role), { force: true });
  } else if (one.expires <= now) throw new Error(`${one.role} has expired`);
  writeFileSync(kept(one.role), one.bytes);
}

function refresh() {
  const seen = { targets: version("targets"), snapshot: version("snapshot"), timestamp: version("timestamp") };
  return judgeMetadata(new Uint8Array(readFileSync(kept("root"))), read, now, seen, accept);
}

const isRight = (bytes, listed) => checkBytes(bytes, listed).then(() => true, () => false);

// Each target under its name; what is there already is not fetched.
async function download() {
  const { targets } = await refresh();
  for (const name of values["target-name"]) {
    const listed = targets[name], file = join(values["target-dir"], encodeURIComponent(name));
    if (!listed) throw new Error(`no target ${name}`);
    if (existsSync(file) && (await isRight(new Uint8Array(readFileSync(file)), listed))) continue;
    const cut = name.lastIndexOf("/") + 1, place = `${name.slice(0, cut)}${listed.digest}.${name.slice(cut)}`;
    const address = place.split("/").map(encodeURIComponent).join("/");
    const bytes = await fetchBytes(`${values["target-base-url"].replace(/\/$/, "")}/${address}`, listed.length);
    await checkBytes(bytes ?? new Uint8Array(), listed);
    writeFileSync(file, bytes);
  }
}

try {
  if (positionals[0] === "init") writeFileSync(kept("root"), readFileSync(positionals[1]));
  else await (positionals[0] === "refresh" ? refresh() : download());
} catch (error) {
  console.error(error instanceof Refused ? `${error.file}: ${error.rule}: ${error.message}` : error);
  process.exitCode = 1;
}
