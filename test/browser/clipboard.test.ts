import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Ops } from '../../src/ot/op.ts';
import { lineAt } from '../../web/editor/clipboard/line-at.ts';
import { Random } from '../support/random.ts';
import { BareEditor } from './bare-editor.ts';
import { launchChromium } from './browser.ts';
import { formattedDocument } from './formatted-document.ts';

const EMPTY: Ops = [{ insert: '\n' }];
const STRUCTURE: Ops = [
  { insert: 'a' },
  { insert: '\n', attributes: { list: 'checked' } },
  { insert: 'b' },
  { insert: '\n', attributes: { list: 'unchecked', indent: 1 } },
  { insert: 'c' },
  { insert: '\n', attributes: { list: 'bullet', indent: 2 } },
  { insert: 'mid' },
  { insert: '\n', attributes: { align: 'center' } },
  { insert: { mention: 'Somebody' } },
  { insert: ' \t two\nlast' },
  { insert: '\n', attributes: { list: 'bullet' } },
];
const SEED = Number(process.env.SEED ?? 1);

describe('cut, copy and paste', () => {
  let browser: Browser;
  let editor: BareEditor;

  beforeAll(async () => {
    browser = await launchChromium();
    editor = await BareEditor.open(browser);
  });

  afterAll(async () => {
    expect(editor.complaints).toEqual([]);
    await browser.close();
  });

  test('all of a document, pasted into an empty one', async () => {
    for (const cut of [false, true]) {
      await editor.set(STRUCTURE);
      await editor.select({ index: 0, length: 0 });
      await editor.press('Control+a');
      await editor.press(cut ? 'Control+x' : 'Control+c');
      if (!cut) await editor.set(EMPTY);
      await editor.press('Control+v');
      expect(await editor.get()).toEqual(STRUCTURE);
    }
  });

  test(`random documents: all into an empty one, any stretch cut and pasted where it was (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    for (let round = 0; round < 40; round++) {
      await editor.set(formattedDocument(random, random.between(1, 9)));
      const document = await editor.get();
      const length = documentLength(document) - 1;
      if (length === 0) continue;
      await editor.select({ index: 0, length });
      await editor.press('Control+c');
      await editor.set(EMPTY);
      await editor.select({ index: 0, length: 0 });
      await editor.press('Control+v');
      expect(await editor.get(), `round ${round}`).toEqual(document);

      const index = random.int(length);
      const stretch = { index, length: random.between(1, length - index) };
      const [first, last] = [lineAt(document, index), lineAt(document, index + stretch.length)];
      // A line that is joined to another takes its format, and only undo knows what it had: what goes into code loses
      // its marks, and of a line of which nothing was taken nothing was carried along.
      const joined =
        first.start !== last.start && (index > first.start || last.start < index + stretch.length);
      if (joined && (first.attributes['code-block'] || last.start === index + stretch.length)) continue;
      await editor.set(document);
      await editor.select(stretch);
      await editor.press('Control+x');
      await editor.press('Control+v');
      expect(
        await editor.get(),
        `round ${round}: ${JSON.stringify(stretch)} ${JSON.stringify(document)}`,
      ).toEqual(document);
    }
  });
});
