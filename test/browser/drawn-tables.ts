import type { Page } from 'playwright-core';

/**
 * The tables on a page as they are drawn: each row as the words in its columns, lines parted by newlines; null for an
 * empty cell without lines. By the places on the screen, not by the markup.
 */
export function drawnTables(page: Page): Promise<(string | null)[][][]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.ql-grid-table')].map((table) => {
      const cells = [...table.querySelectorAll<HTMLElement>('.ql-grid-cell, .ql-grid-hole')].map((cell) => {
        const { left, top } = cell.getBoundingClientRect();
        const lines = [...cell.querySelectorAll('[data-cell]')].map((line) => line.textContent ?? '');
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
