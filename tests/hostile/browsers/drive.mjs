// A browser that obeys: reads one command a line (JSON), answers one line each. Ends with its input.
//
//   node drive.mjs chromium /usr/bin/chromium
//
// {"do":"open"} a new context with one page · {"do":"goto","url"} → {"status"} · {"do":"run","code"} → {"value"}: an
// expression in the page, awaited · {"do":"shot","file"} · {"do":"close"}. A command that fails answers {"error"}.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const [kind, executablePath] = process.argv.slice(2);
const args = kind === "chromium" ? ["--no-sandbox"] : [];
const browser = await puppeteer.launch({ browser: kind === "chromium" ? "chrome" : "firefox", executablePath, headless: true, args });
let context, page;

const deeds = {
  async open({ width = 1280, height = 800 }) {
    context = await browser.createBrowserContext();
    page = await context.newPage();
    await page.setViewport({ width, height });
  },
  async goto({ url, timeout = 60000 }) {
    const answer = await page.goto(url, { waitUntil: "domcontentloaded", timeout });
    return { status: answer && answer.status() };
  },
  async run({ code }) {
    return { value: await page.evaluate(code) };
  },
  async shot({ file }) {
    await page.screenshot({ path: file });
  },
  async close() {
    await context.close();
  },
};

console.log(JSON.stringify({ version: await browser.version() }));
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    console.log(JSON.stringify((await deeds[command.do](command)) ?? {}));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.message || error) }));
  }
}
await browser.close();
