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
import { BareKeys } from './bare-keys.ts';
import { sharedBrowser } from './browser.ts';
import { drawnTables, wordsIn } from './drawn-tables.ts';
import { cell, EXCEL, formatsOf, GRID } from './table-texts.ts';

describe('tables in the text', () => {
  let browser: Browser;
  let editor: BareEditor;
  let keys: BareKeys;

  /** The words of the only table now, and what follows it. */
  const now = async (): Promise<[(string | null)[][] | undefined, string]> => {
    const document = await editor.get();
    expect(await drawnTables(editor.page)).toEqual(wordsIn(document));
    const [table] = readTables(document);
    return [wordsIn(document)[0], plainText(document).slice(table?.end ?? 0)];
  };

  beforeAll(async () => {
    browser = await sharedBrowser();
    editor = await BareEditor.open(browser);
    keys = await BareKeys.of(editor);
  });

  test('any lines are drawn as the grid that they are, and so is any change of them', {
    timeout: 120_000,
  }, async () => {
    for (const seed of seeds(25)) {
      const random = new Random(seed);
      let document: Delta = randomTables(random, 14);
      await editor.set(document);
      expect(await drawnTables(editor.page), `seed ${seed}`).toEqual(wordsIn(document));
      for (let step = 0; step < 6; step++) {
        const change = randomChange(random, document);
        document = compose(document, change);
        await editor.page.evaluate((ops) => window.bare.quill.updateContents(ops as never, 'silent'), change);
        expect(await drawnTables(editor.page), `seed ${seed}, step ${step}`).toEqual(wordsIn(document));
        expect(await editor.get()).toEqual(document);
      }
    }
    expect(editor.complaints).toEqual([]);
  });

  test('a keystroke in one table touches no element of another', async () => {
    const other = GRID.map((op) =>
      'insert' in op && op.attributes?.cell
        ? { ...op, attributes: { ...op.attributes, cell: String(op.attributes.cell).replace('t.', 'u.') } }
        : op,
    );
    await keys.load([...GRID, ...other], 7);
    await editor.page.evaluate(() => {
      const [, second] = document.querySelectorAll('.ql-grid-table');
      const seen: MutationRecord[] = [];
      const observer = new MutationObserver((records) => seen.push(...records));
      observer.observe(second as Element, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      Object.assign(window, { touched: () => [...seen, ...observer.takeRecords()].length });
    });
    await keys.type('typed');
    await keys.press('Enter', 'Tab', 'Backspace');
    expect(await editor.page.evaluate(() => (window as unknown as { touched(): number }).touched())).toBe(0);
  });

  test('Tab goes from cell to cell and makes a row behind the last, and each is a step of undo', async () => {
    await keys.load(GRID, 7);
    await keys.press('Tab');
    await keys.type('X');
    await keys.press('Shift+Tab');
    await keys.type('Y');
    expect(await now()).toEqual([
      [
        ['oneY', 'twoX'],
        ['three', 'four\nfive'],
      ],
      'below\n',
    ]);
    await keys.load(GRID, 28);
    await keys.press('Tab');
    await keys.type('new');
    await keys.press('Tab');
    await keys.type('made');
    expect((await now())[0]?.[2]).toEqual(['new', 'made']);
    await keys.press('Control+z', 'Control+z', 'Control+z', 'Control+z');
    expect(await editor.get()).toEqual(GRID);
  });

  test('nothing joins across the border of a cell, from within or from beside the table', async () => {
    const still: [number, string][] = [
      [6, 'Backspace'],
      [10, 'Backspace'],
      [9, 'Delete'],
      [10, 'Control+Backspace'],
      [5, 'Delete'],
      [30, 'Backspace'],
    ];
    for (const [index, key] of still) {
      await keys.load(GRID, index);
      await keys.press(key);
      expect(await editor.get(), `${key} at ${index}`).toEqual(GRID);
    }
    await keys.load(GRID, 7);
    await keys.press('Enter');
    await keys.type('line');
    expect((await now())[0]?.[0]).toEqual(['o\nlinene', 'two']);
    await keys.press('Home', 'Backspace');
    expect((await now())[0]?.[0]).toEqual(['olinene', 'two']);
  });

  test('a selection of cells is a block: typing, cutting and pasting leave all cells where they are', async () => {
    await keys.load(GRID, 7, 9);
    await keys.type('Q');
    expect(await now()).toEqual([
      [
        ['Q', 'two'],
        ['', 'four\nfive'],
      ],
      'below\n',
    ]);
    await keys.load(GRID, 7, 9);
    await keys.press('Control+x');
    expect(await now()).toEqual([
      [
        ['', 'two'],
        ['', 'four\nfive'],
      ],
      'below\n',
    ]);
    await editor.select({ index: 8, length: 0 });
    await keys.press('Control+v');
    expect(await now()).toEqual([
      [
        ['', 'one'],
        ['', 'three'],
      ],
      'below\n',
    ]);
    await keys.load(GRID, 2, 30);
    await keys.press('Delete');
    expect(await editor.get()).toEqual([{ insert: 'ablow\n' }]);
  });

  test('formats of a selection of cells are of these cells only, and go as they came', async () => {
    // Down the second column: the first cell of the second row is between the ends in the text.
    const marked = (document: Delta): unknown[] =>
      document
        .filter((op) => formatsOf(op).bold || formatsOf(op).align)
        .map((op) => 'insert' in op && op.insert);
    await keys.load(GRID, 11, 10);
    await keys.press('Control+b');
    expect(marked(await editor.get())).toEqual(['two', 'four', 'five']);
    await keys.press('Control+b');
    expect(await editor.get()).toEqual(GRID);
    await editor.page.evaluate(() => window.bare.quill.format('align', 'center', 'user'));
    expect((await editor.get()).filter((op) => formatsOf(op).align)).toEqual(
      GRID.filter((op) => String(formatsOf(op).cell).endsWith('.b')).map((op) => ({
        ...op,
        attributes: { ...formatsOf(op), align: 'center' },
      })),
    );
    await keys.press('Control+z');
    expect(await editor.get()).toEqual(GRID);
  });

  test('the arrows up and down go by what is on the screen', async () => {
    await keys.load(GRID, 8);
    const at = () => editor.page.evaluate(() => window.bare.quill.getSelection()?.index);
    const places = [];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowUp']) {
      await keys.press(key);
      places.push(
        ((await at()) ?? 0) >= 30
          ? 'below'
          : ((await at()) ?? 0) >= 14
            ? 'second row'
            : ((await at()) ?? 0) >= 6
              ? 'first row'
              : 'above',
      );
    }
    expect(places).toEqual(['second row', 'below', 'second row', 'first row', 'above']);
    await keys.load([...GRID.slice(0, -3), ...cell('3.b', 'last'), { insert: 'below\n' }], 15);
    await keys.press('ArrowDown');
    await keys.type('empty before');
    expect((await now())[0]?.[2]).toEqual(['empty before', 'last']);
  });

  test('a line of headings and /table make tables, and undo gives the line back', async () => {
    await keys.load([{ insert: '\n' }]);
    await keys.type('|Name|Town|');
    await keys.press('Enter');
    await keys.type('Ada');
    expect(await now()).toEqual([
      [
        ['Name', 'Town'],
        ['Ada', ''],
      ],
      '\n',
    ]);
    await keys.press('Control+z', 'Control+z');
    expect(await editor.get()).toEqual([{ insert: '|Name|Town|\n' }]);
    await keys.load([{ insert: '/table\n' }], 6);
    await keys.press('Enter');
    await keys.type('first');
    expect(await now()).toEqual([
      [
        ['first', '', ''],
        ['', '', ''],
      ],
      '\n',
    ]);
  });

  test('tables of other programs are cells, new in each paste, and fill the cells of a table', async () => {
    await keys.load([{ insert: 'x\n' }], 1);
    await editor.paste({ 'text/html': EXCEL });
    expect(await now()).toEqual([
      [
        ['Name', '12'],
        ['Ada\nB', ''],
      ],
      '\n',
    ]);
    const [table] = readTables(await editor.get());
    expect(table?.columns.map(({ width }) => width)).toEqual([87, 64]);
    await keys.press('Control+a', 'Control+c', 'ArrowRight', 'Control+v');
    const ids = readTables(await editor.get()).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
    await keys.load(GRID, 14);
    await editor.paste({ 'text/html': EXCEL });
    expect(await now()).toEqual([
      [
        ['one', 'two'],
        ['Name', '12'],
        ['Ada\nB', ''],
      ],
      'below\n',
    ]);
  });

  test('a border can be dragged, an empty cell is made by a press, and screen readers are told the grid', async () => {
    await keys.load([...GRID.slice(0, -3), ...cell('3.b', 'last'), { insert: 'below\n' }], 0);
    const box = await editor.page.locator('.ql-grid-cell').first().boundingBox();
    if (box === null) throw new Error('There is no cell');
    await editor.page.mouse.move(box.x + box.width - 1, box.y + 10);
    await editor.page.mouse.down();
    await editor.page.mouse.move(box.x + box.width - 101, box.y + 10, { steps: 3 });
    await editor.page.mouse.up();
    const [table] = readTables(await editor.get());
    expect(Math.abs((table?.columns[0]?.width ?? 0) - (box.width - 100))).toBeLessThan(3);
    // The steps of the menu start from what is on the screen.
    await editor.select({ index: 11, length: 0 });
    await editor.page.evaluate(() => window.bare.act('wider'));
    expect(readTables(await editor.get())[0]?.columns[1]?.width).toBeGreaterThan(box.width);
    await editor.page.locator('.ql-grid-hole').last().click();
    await keys.type('made');
    expect((await now())[0]?.[2]).toEqual(['made', 'last']);
    const told = await editor.page.locator('.ql-editor').ariaSnapshot();
    expect(told).toContain('columnheader "one"');
    expect(told).toContain('row "made last"');
    expect(editor.complaints).toEqual([]);
  });
});
