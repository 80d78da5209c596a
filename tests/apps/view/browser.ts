/** Chromium for the tests of the page: what it says on its console, or asks of anybody but our server, is kept. */
import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const missing = !existsSync(executablePath);

/** The name of a suite, with the reason when it is skipped. */
export function nameOf(what: string): string {
  return missing ? `${what}: SKIPPED, no Chromium at ${executablePath} (apt-get install chromium, or set CHROMIUM)` : what;
}

/** A browser whose pages are watched. */
export interface Watched {
  open(address: string, options?: BrowserContextOptions): Promise<Page>;
  /** Everything that a quiet page does not do. */
  readonly troubles: string[];
  close(): Promise<void>;
}

/** Starts it; `url` is the only address that may be asked. */
export async function watch(url: string): Promise<Watched> {
  const browser: Browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const troubles: string[] = [];
  return {
    troubles,
    async open(address, options = {}) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
      page.on("console", (message) => troubles.push(message.text()));
      page.on("pageerror", (error) => troubles.push(error.message));
      page.on("dialog", (dialog) => {
        troubles.push(dialog.message());
        void dialog.dismiss();
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(url)) troubles.push(request.url());
      });
      await page.goto(url + address);
      await page.locator("main h1").waitFor();
      return page;
    },
    close: () => browser.close(),
  };
}
