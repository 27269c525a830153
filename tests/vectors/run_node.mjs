// Reads cases (one JSON a line) on standard input, writes their results. Argument: a folder with the verifier in it.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { runCase } = await import(pathToFileURL(`${process.argv[2]}/run_cases.js`));
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await runCase(JSON.parse(line))) + "\n");
}
