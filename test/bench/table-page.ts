// npm run bench:table -- [--cells N] [--columns N] [--runs N]: what a key costs in a large table, against the same lines as
// paragraphs, in one browser. A cost is the time that the page's main thread is busy, as the browser counts it.
import { parseArgs } from 'node:util';
import type { CDPSession } from 'playwright-core';
import type { Op } from '../../src/ot/op.ts';
import { BareEditor } from '../browser/bare-editor.ts';
import { launchChromium } from '../browser/browser.ts';
import { median, show } from './statistics.ts';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '2500' },
    columns: { type: 'string', default: '10' },
    runs: { type: 'string', default: '9' },
  },
});
const CELLS = Number(values.cells);
const COLUMNS = Number(values.columns);
const KEYS = ' keys and words'.repeat(3);
const MS_A_KEY = 60;
const COUNTERS = ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'] as const;

interface Side {
  name: string;
  editor: BareEditor;
  session: CDPSession;
  runs: number[][];
}

const browser = await launchChromium();
try {
  const sides: Side[] = [];
  for (const name of ['paragraphs', 'table', 'paragraphs again']) {
    const editor = await BareEditor.open(browser);
    await editor.set(lines(name === 'table'));
    const session = await editor.page.context().newCDPSession(editor.page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    sides.push({ name, editor, session, runs: [] });
  }
  for (let run = 0; run < Number(values.runs); run++) {
    const turn = run % sides.length;
    for (const side of [...sides.slice(turn), ...sides.slice(0, turn)]) side.runs.push(await measure(side));
  }
  console.log(`${CELLS} lines; medians of ${values.runs} runs, in ms of the main thread a key\n`);
  console.log(
    '| lines | busy | times | scripts | layout | styles |\n| --- | ---: | ---: | ---: | ---: | ---: |',
  );
  for (const { name, runs } of sides) {
    const [task = 0, ...others] = COUNTERS.map((_, n) => median(runs.map((run) => run[n] ?? 0)));
    const first = median(sides[0]?.runs.map(([one = 0]) => one) ?? []);
    const cells = [task, task / first, ...others].map((value) => show(value, 2));
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
} finally {
  await browser.close();
}

function lines(isTable: boolean): Op[] {
  const all = Array.from({ length: CELLS }, (_, n): Op[] => {
    const cell = `t.r${Math.floor(n / COLUMNS)}.c${n % COLUMNS}`;
    return [{ insert: `words of ${n}` }, { insert: '\n', ...(isTable && { attributes: { cell } }) }];
  });
  return [...all.flat(), { insert: '\n' }];
}

async function measure({ editor, session }: Side): Promise<number[]> {
  const { page } = editor;
  await page.bringToFront();
  const wanted = `words of ${Math.floor(CELLS / 2)}`;
  const index = await page.evaluate(
    (words) => window.bare.quill.getText().indexOf(words) + words.length,
    wanted,
  );
  await editor.select({ index, length: 0 });
  await page.evaluate(() => window.bare.quill.scrollSelectionIntoView());
  await twoFrames(editor);
  const before = await counters(session);
  await page.keyboard.type(KEYS, { delay: MS_A_KEY });
  await twoFrames(editor);
  const after = await counters(session);
  return after.map((value, n) => ((value - (before[n] ?? 0)) * 1_000) / KEYS.length);
}

function twoFrames({ page }: BareEditor): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

async function counters(session: CDPSession): Promise<number[]> {
  const { metrics } = await session.send('Performance.getMetrics');
  return COUNTERS.map((name) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN);
}
