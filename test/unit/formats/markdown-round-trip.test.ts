import { expect, test } from 'vitest';
import { readMarkdown } from '../../../src/formats/markdown/read.ts';
import { writeMarkdown } from '../../../src/formats/markdown/write.ts';
import { canonicalJson } from '../../../src/ot/canonical.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { anyDocument } from '../../support/format-documents.ts';
import { markdownDocument } from '../../support/markdown-documents.ts';
import { countedIds, withPlainIds } from '../../support/plain-ids.ts';
import { Random } from '../../support/random.ts';
import { forSeeds } from '../../support/seeds.ts';

test('what GFM can say comes back from Markdown as it was, without a warning', () => {
  forSeeds(500, (seed) => {
    const document = markdownDocument(new Random(seed), 4);
    const { markdown, warnings } = writeMarkdown(document);
    const read = readMarkdown(markdown, { newId: countedIds() });
    expect(canonicalJson(withPlainIds(read.document)), markdown).toBe(canonicalJson(withPlainIds(document)));
    expect([...warnings, ...read.warnings], markdown).toEqual([]);
  });
});

test('any document is written, and what Markdown has said once it says again', () => {
  forSeeds(500, (seed) => {
    const written = writeMarkdown(anyDocument(new Random(seed), 8)).markdown;
    const document = readMarkdown(written).document;
    const again = readMarkdown(writeMarkdown(document).markdown).document;
    expect(canonicalJson(withPlainIds(again)), written).toBe(canonicalJson(withPlainIds(document)));
  });
});

test.each([
  [
    '<https://e.com/?a=1&b=2> at AT&T',
    [
      { insert: 'https://e.com/?a=1&b=2', attributes: { link: 'https://e.com/?a=1&b=2' } },
      { insert: ' at AT&T\n' },
    ],
  ],
  [
    '[https://e.com/a](https://e.com/?a&b) \\&amp; `&c;`',
    [
      { insert: 'https://e.com/a', attributes: { link: 'https://e.com/?a&b' } },
      { insert: ' &amp; ' },
      { insert: '&c;', attributes: { code: true } },
      { insert: '\n' },
    ],
  ],
  [
    '[https://e.com/?a\\&copy;](https://e.com/?a\\&copy;)',
    [{ insert: 'https://e.com/?a&copy;', attributes: { link: 'https://e.com/?a&copy;' } }, { insert: '\n' }],
  ],
  ['\\&**c**; a&', [{ insert: '&' }, { insert: 'c', attributes: { bold: true } }, { insert: '; a&\n' }]],
] as [string, Delta][])(
  'of addresses and ampersands no more is escaped than must be: %s',
  (written, document) => {
    expect(writeMarkdown(document).markdown.trimEnd()).toBe(written);
    expect(readMarkdown(written).document).toEqual(document);
  },
);
