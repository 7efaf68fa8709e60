import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readMarkdown } from '../../../src/formats/markdown/read.ts';
import { writeMarkdown } from '../../../src/formats/markdown/write.ts';
import { plainLines } from '../../support/plain-lines.ts';

/** The first and the last example of each section of the GFM specification (0.29), in its order. */
const SECTIONS: readonly [section: string, first: number, last: number][] = [
  ['Tabs', 1, 11],
  ['Precedence', 12, 12],
  ['Thematic breaks', 13, 31],
  ['ATX headings', 32, 49],
  ['Setext headings', 50, 76],
  ['Indented code blocks', 77, 88],
  ['Fenced code blocks', 89, 117],
  ['HTML blocks', 118, 160],
  ['Link reference definitions', 161, 188],
  ['Paragraphs', 189, 196],
  ['Blank lines', 197, 197],
  ['Tables', 198, 205],
  ['Block quotes', 206, 230],
  ['List items', 231, 278],
  ['Task list items', 279, 280],
  ['Lists', 281, 306],
  ['Inlines', 307, 307],
  ['Backslash escapes', 308, 320],
  ['Entity references', 321, 337],
  ['Code spans', 338, 359],
  ...Array.from({ length: 17 }, (_, n): [string, number, number] => [`Emphasis ${n + 1}`, 360, 490]),
  ['Strikethrough', 491, 492],
  ['Links', 493, 579],
  ['Images', 580, 601],
  ['Autolinks', 602, 620],
  ['Extended autolinks', 621, 631],
  ['Raw HTML', 632, 652],
  ['Disallowed raw HTML', 653, 653],
  ['Hard line breaks', 654, 668],
  ['Soft line breaks', 669, 670],
  ['Textual content', 671, 673],
];

interface Example {
  section: string;
  /** The first and the last example of the specification that it has the shape of. */
  first: number;
  last: number;
  markdown: string;
  lines: string[];
}

const EXAMPLES = readExamples(readFileSync(resolve(import.meta.dirname, 'gfm-examples.txt'), 'utf8'));

/**
 * The list of examples: of each, Markdown and the lines of the document. `→` is a tab, `·` a space at a line's end,
 * `⍽` a no-break space, `¶` an empty line of the document.
 */
function readExamples(list: string): Example[] {
  return list.split(/^§ /m).flatMap((part) => {
    const section = part.slice(0, part.indexOf('\n'));
    return part
      .split(/^@ (?=\d)/m)
      .slice(1)
      .map((example) => {
        const [, first = '', last = first, markdown = '', lines = ''] =
          /^(\d+)(?:-(\d+))?\n([\s\S]*?)\n=>\n([\s\S]*?)\n*$/.exec(example) ?? [];
        return {
          section,
          first: Number(first),
          last: Number(last),
          markdown: meant(markdown),
          lines: meant(lines).replaceAll('¶', '').split('\n'),
        };
      });
  });
}

function meant(text: string): string {
  return text.replaceAll('→', '\t').replaceAll('⍽', '\u00a0').replaceAll('·', ' ');
}

describe('the sections of the GFM specification', () => {
  test.each(SECTIONS)('%s', (name, from, to) => {
    const examples = EXAMPLES.filter(({ section }) => section === name);
    expect(examples.length).toBeGreaterThan(0);
    for (const { first, last, markdown, lines } of examples) {
      expect(first >= from && last <= to && first <= last, `${name} ${first}-${last}`).toBe(true);
      expect(plainLines(readMarkdown(markdown).document), markdown).toEqual(lines);
    }
  });

  test('are all that the list has', () => {
    const known = new Set(SECTIONS.map(([section]) => section));
    expect(EXAMPLES.filter(({ section }) => !known.has(section))).toEqual([]);
    expect(EXAMPLES.length).toBeGreaterThan(150);
  });

  test('mean the same when the document is written as Markdown and read again, where nothing is left out', () => {
    let whole = 0;
    for (const { markdown } of EXAMPLES) {
      const { document } = readMarkdown(markdown);
      const written = writeMarkdown(document);
      if (written.warnings.length > 0) continue;
      whole++;
      const again = readMarkdown(written.markdown).document;
      expect(plainLines(again), markdown).toEqual(plainLines(document));
    }
    expect(whole).toBeGreaterThan(EXAMPLES.length / 2);
  });
});
