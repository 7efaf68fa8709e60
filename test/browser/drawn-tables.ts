import type { Page } from 'playwright-core';
import type { Delta } from '../../src/ot/op.ts';
import { plainText } from '../../src/ot/plain-text.ts';
import { readTables } from '../../src/ot/tables/read-tables.ts';

/** The tables of a document, each row as the words in its columns; null where it has no cell. */
export function wordsIn(document: Delta): (string | null)[][][] {
  const text = plainText(document);
  return readTables(document).map(({ rows, columns }) =>
    rows.map(({ cells }) => {
      const row: (string | null)[] = columns.map(() => null);
      for (const { cell, column } of cells) row[column] = text.slice(cell.start, cell.end - 1);
      return row;
    }),
  );
}

/**
 * The tables on a page as they are drawn: each row as the words in its columns, lines parted by newlines; null for an
 * empty cell without lines. By the places on the screen, not by the markup; a line break is two guards of the caret.
 */
export function drawnTables(page: Page): Promise<(string | null)[][][]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.ql-grid-table')].map((table) => {
      const cells = [...table.querySelectorAll<HTMLElement>('.ql-grid-cell, .ql-grid-hole')].map((cell) => {
        const { left, top } = cell.getBoundingClientRect();
        const lines = [...cell.querySelectorAll('[data-cell]')].map((line) =>
          (line.textContent ?? '').replaceAll('\ufeff\ufeff', '\n'),
        );
        return { left, top, words: cell.classList.contains('ql-grid-hole') ? null : lines.join('\n') };
      });
      const tops = [...new Set(cells.map(({ top }) => top))].toSorted((a, b) => a - b);
      return tops.map((top) =>
        cells
          .filter((cell) => cell.top === top)
          .toSorted((a, b) => a.left - b.left)
          .map(({ words }) => words),
      );
    }),
  );
}
