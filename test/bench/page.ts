// npm run bench:page -- [--threads N] [--suggestions N] [--runs N]: what a keystroke and scrolling cost the page of a
// document with threads and open suggestions, against the same document without, in one browser, and against one whose
// text has as many formatted words as the suggestions mark. A cost is the time that the page's main thread is busy, as the
// browser counts it: scripts, layout and painting. What a typist waits for is the time from a key to the end of its frame.
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { normalise } from '../../src/ot/canonical.ts';
import type { Delta } from '../../src/ot/op.ts';
import { launchChromium } from '../browser/browser.ts';
import { startApp } from '../support/app.ts';
import { median, show } from './statistics.ts';

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '200' },
    suggestions: { type: 'string', default: '50' },
    paragraphs: { type: 'string', default: '300' },
    runs: { type: 'string', default: '9' },
  },
});
const PARAGRAPHS = Number(values.paragraphs);
const KEYS = 60;
// A brisk typist.
const MS_A_KEY = 90;
const WHEELS = 40;

interface Account {
  id: string;
  token: string;
}

type Kind = 'without' | 'with' | 'formatted';

interface Busy {
  task: number;
  script: number;
}

const app = await startApp();
const origin = `http://localhost:${app.port}`;
const browser = await launchChromium();
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const writer = await register('writer', (body) =>
    context.request.post(`${origin}/v1/auth/register`, { data: body }),
  );
  const reader = await register('reader', (body) =>
    fetch(`${origin}/v1/auth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  const pages: {
    name: string;
    page: Page;
    session: CDPSession;
    waits: number[];
    keys: Busy[];
    scrolls: Busy[];
  }[] = [];
  const kinds: [string, Kind][] = [
    ['without', 'without'],
    ['with', 'with'],
    ['without again', 'without'],
    ['without, formatted words', 'formatted'],
  ];
  for (const [name, kind] of kinds) {
    const id = await fill(writer, reader, kind);
    const page = await context.newPage();
    await page.addInitScript(() => localStorage.setItem('signed-in', '1'));
    await page.addInitScript(countWaits);
    await page.goto(`${origin}/d/${id}`);
    await page.locator('.ql-editor[data-ready]').waitFor();
    if (kind === 'with') await page.locator('.card').first().waitFor();
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    pages.push({ name, page, session, waits: [], keys: [], scrolls: [] });
  }
  for (let run = 0; run < Number(values.runs); run++) {
    const turn = run % pages.length;
    for (const one of [...pages.slice(turn), ...pages.slice(0, turn)]) {
      await one.page.bringToFront();
      one.keys.push(await busy(one.session, KEYS, () => type(one.page)));
      one.waits.push(...(await one.page.evaluate(() => (globalThis as Waiting).waits?.splice(0) ?? [])));
      one.scrolls.push(await busy(one.session, WHEELS, () => scroll(one.page)));
    }
  }
  const [base] = pages;
  console.log(
    `${values.threads} threads, ${values.suggestions} suggestions, ${PARAGRAPHS} paragraphs; medians of ${values.runs} runs\n`,
  );
  console.log(
    '| page | busy ms a key | of it script | times | busy ms a turn of the wheel | of it script | times | ms from key to frame | times |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  );
  for (const { name, keys, scrolls, waits } of pages) {
    const cells = [keys, scrolls].flatMap((runs, n) => {
      const task = median(runs.map((run) => run.task));
      const first = median((n === 0 ? base?.keys : base?.scrolls)?.map((run) => run.task) ?? []);
      return [show(task, 2), show(median(runs.map((run) => run.script)), 2), show(task / first, 2)];
    });
    const wait = median(waits);
    cells.push(show(wait, 1), show(wait / median(base?.waits ?? []), 2));
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
} finally {
  await browser.close();
  await app.stop();
}

interface Waiting {
  waits?: number[];
}

// From the key to after the frame that shows it: a message that a frame posts arrives when that has been drawn.
function countWaits(): void {
  const waits: number[] = [];
  (globalThis as Waiting).waits = waits;
  addEventListener(
    'keydown',
    ({ timeStamp }) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => waits.push(performance.now() - timeStamp);
        port2.postMessage(null);
      }),
    true,
  );
}

async function type(page: Page): Promise<void> {
  await page
    .locator('.ql-editor p')
    .nth(Math.floor(PARAGRAPHS / 2))
    .scrollIntoViewIfNeeded();
  await page.evaluate(
    (nth) => {
      const line = document.querySelectorAll('.ql-editor p')[nth];
      (document.querySelector('.ql-editor') as HTMLElement).focus({ preventScroll: true });
      if (line) getSelection()?.collapse(line, line.childNodes.length);
    },
    Math.floor(PARAGRAPHS / 2),
  );
  await page.keyboard.type('keys and words '.repeat(KEYS).slice(0, KEYS), { delay: MS_A_KEY });
}

async function scroll(page: Page): Promise<void> {
  await page.mouse.move(500, 400);
  for (let n = 0; n < WHEELS; n++) {
    await page.mouse.wheel(0, n < WHEELS / 2 ? 240 : -240);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(null))));
  }
}

async function busy(session: CDPSession, count: number, action: () => Promise<void>): Promise<Busy> {
  const before = await counters(session);
  await action();
  const after = await counters(session);
  return {
    task: ((after.task - before.task) * 1_000) / count,
    script: ((after.script - before.script) * 1_000) / count,
  };
}

async function counters(session: CDPSession): Promise<Busy> {
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { task: value('TaskDuration'), script: value('ScriptDuration') };
}

async function fill(writer: Account, reader: Account, kind: Kind): Promise<string> {
  const { id } = await ask<{ id: string }>(writer, 'POST', '/v1/docs', { title: 'Bench' });
  const line = 'Once upon a time there was a line in a long text, and it was read with care.\n';
  await ask(writer, 'POST', `/v1/docs/${id}/ops`, {
    baseVersion: 0,
    delta: [{ insert: line.repeat(PARAGRAPHS) }],
  });
  await ask(writer, 'PUT', `/v1/docs/${id}/permissions/${reader.id}`, { role: 'editor' });
  if (kind === 'without') return id;
  const length = line.length * PARAGRAPHS;
  const suggestions = Number(values.suggestions);
  const step = Math.floor(length / suggestions / 3);
  if (kind === 'formatted') {
    const formatted = Array.from(
      { length: suggestions },
      (): Delta => [
        { retain: 20 },
        { insert: 'other words', attributes: { italic: true } },
        { retain: 6, attributes: { underline: true } },
        { retain: step - 10 },
        { insert: ' more', attributes: { italic: true } },
        { retain: step - 10 },
        { retain: 8, attributes: { bold: true } },
        { retain: step - 14 },
      ],
    );
    await ask(writer, 'POST', `/v1/docs/${id}/ops`, { baseVersion: 1, delta: normalise(formatted.flat()) });
    return id;
  }
  const threads = Number(values.threads);
  for (let n = 0; n < threads; n++) {
    const index = Math.floor((n / threads) * length);
    await ask(reader, 'POST', `/v1/docs/${id}/threads`, {
      version: 1,
      range: { index, length: 12 },
      body: `Comment ${n}`,
    });
  }
  for (let n = 0; n < suggestions; n++) {
    // Three hunks each: one that replaces, one that inserts, one that formats.
    const delta: Delta = [
      { retain: n * step * 3 + 20 },
      { insert: 'other words' },
      { delete: 6 },
      { retain: step - 10 },
      { insert: ' more' },
      { retain: step - 10 },
      { retain: 8, attributes: { bold: true } },
    ];
    await ask(reader, 'POST', `/v1/docs/${id}/suggestions`, { version: 1, delta });
  }
  return id;
}

async function register(
  name: string,
  post: (body: object) => Promise<{ json(): Promise<unknown> }>,
): Promise<Account> {
  const response = await post({
    name,
    email: `${name}@example.org`,
    password: 'otters drum quietly at noon',
  });
  const { accessToken, user } = (await response.json()) as { accessToken: string; user: { id: string } };
  return { id: user.id, token: accessToken };
}

async function ask<T>({ token }: Account, method: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? null : await response.json()) as T;
}
