import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../src/ot/compose.ts';
import type { Delta } from '../../src/ot/op.ts';
import { plainText } from '../../src/ot/plain-text.ts';
import { readTables } from '../../src/ot/tables/read-tables.ts';
import { Random } from '../support/random.ts';
import { seeds } from '../support/seeds.ts';
import { randomChange, randomTables } from '../unit/ot/tables/random-table.ts';
import { BareEditor } from './bare-editor.ts';
import { ARTEFACTS, sharedBrowser } from './browser.ts';
import { drawnTables } from './drawn-tables.ts';

/** The tables of a document, each row as the words in its columns; null where it has no cell. */
function wordsIn(document: Delta): (string | null)[][][] {
  const text = plainText(document);
  return readTables(document).map(({ rows, columns }) =>
    rows.map(({ cells }) => {
      const row: (string | null)[] = columns.map(() => null);
      for (const { cell, column } of cells) row[column] = text.slice(cell.start, cell.end - 1);
      return row;
    }),
  );
}

describe('tables in the text', () => {
  let browser: Browser;
  let editor: BareEditor;

  beforeAll(async () => {
    browser = await sharedBrowser();
    editor = await BareEditor.open(browser);
  });

  test('any lines are drawn as the grid that they are, and any change of them too', {
    timeout: 120_000,
  }, async () => {
    for (const seed of seeds(40)) {
      const random = new Random(seed);
      let document: Delta = randomTables(random, 14);
      await editor.set(document);
      expect(await drawnTables(editor.page), `seed ${seed}`).toEqual(wordsIn(document));
      for (let step = 0; step < 8; step++) {
        const change = randomChange(random, document);
        document = compose(document, change);
        await editor.page.evaluate((ops) => window.bare.quill.updateContents(ops as never, 'silent'), change);
        expect(await drawnTables(editor.page), `seed ${seed}, step ${step}`).toEqual(wordsIn(document));
        expect(await editor.get()).toEqual(document);
      }
    }
    expect(editor.complaints).toEqual([]);
    await editor.page.screenshot({ path: `${ARTEFACTS}/tables-random.png` });
  });
});
