import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import type { Delta, Range } from '../../src/ot/op.ts';

const ORIGIN = 'http://localhost:4';
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>';
const ROOT = resolve(import.meta.dirname, 'bare');
const HEADERS = resolve(import.meta.dirname, '../../web/public/_headers');

let built: Promise<{ script: string; style: string }> | undefined;

/** The editor in a page without a server or a document: for tests of the browser and the editor only. */
export class BareEditor {
  readonly page: Page;
  /** Errors on the console, including refusals by the content security policy. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  /** Opens a page in its own browser context, under the content security policy of the app. */
  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<BareEditor> {
    built ??= buildPage();
    const { script, style } = await built;
    const policy = /Content-Security-Policy: (.*)/.exec(readFileSync(HEADERS, 'utf8'))?.[1] ?? '';
    const context = await browser.newContext({
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    await context.route('**/*', (route) => {
      const { pathname, origin } = new URL(route.request().url());
      if (origin !== ORIGIN) return route.fulfill({ contentType: 'image/svg+xml', body: PICTURE });
      const headers = { 'Content-Security-Policy': policy };
      if (pathname === '/page.js')
        return route.fulfill({ contentType: 'text/javascript', body: script, headers });
      if (pathname === '/page.css')
        return route.fulfill({ contentType: 'text/css; charset=utf-8', body: style, headers });
      const body =
        '<!doctype html><html lang="en"><head><link rel="stylesheet" href="/page.css"></head>' +
        '<body><script type="module" src="/page.js"></script></body></html>';
      return route.fulfill({ contentType: 'text/html', body, headers });
    });
    const editor = new BareEditor(await context.newPage());
    await editor.page.goto(`${ORIGIN}/`);
    await editor.page.waitForFunction(() => 'bare' in window);
    return editor;
  }

  /** Replaces the document, without a step of undo. */
  set(ops: Delta): Promise<void> {
    return this.page.evaluate((contents) => window.bare.set(contents), ops);
  }

  /** The document. */
  get(): Promise<Delta> {
    return this.page.evaluate(() => window.bare.get());
  }

  /** Focuses the text and selects a range. */
  select({ index, length }: Range): Promise<void> {
    return this.page.evaluate(([at, long]) => window.bare.quill.setSelection(at, long, 'user'), [
      index,
      length,
    ] as const);
  }

  /** Presses a key as the browser sees it: clipboard shortcuts reach the clipboard. */
  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  /** Pastes another program's clipboard data. */
  paste(data: Record<string, string>): Promise<void> {
    return this.page.evaluate((types) => {
      const clipboardData = new DataTransfer();
      for (const [type, text] of Object.entries(types)) clipboardData.setData(type, text);
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      window.bare.quill.root.dispatchEvent(event);
    }, data);
  }

  /** Closes the page and its context. */
  close(): Promise<void> {
    return this.page.context().close();
  }
}

async function buildPage(): Promise<{ script: string; style: string }> {
  const built = await build({
    configFile: false,
    // One script has no place for what finds the scripts of parts: the readers of the clipboard are in it.
    logLevel: 'error',
    root: ROOT,
    build: {
      write: false,
      minify: false,
      cssCodeSplit: false,
      rollupOptions: { input: resolve(ROOT, 'page.ts'), output: { format: 'iife' } },
    },
  });
  const files = [built].flat().flatMap((part) => ('output' in part ? part.output : []));
  const text = (type: 'chunk' | 'asset'): string =>
    files
      .filter((file) => file.type === type)
      .map((file) => String(file.type === 'chunk' ? file.code : file.source))
      .join('\n');
  return { script: text('chunk'), style: text('asset') };
}
