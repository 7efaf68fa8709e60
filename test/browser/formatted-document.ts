import { DeltaBuilder } from '../../src/ot/delta-builder.ts';
import type { Attributes, Embed, Op } from '../../src/ot/op.ts';
import type { Random } from '../support/random.ts';

const TEXTS = [
  'word',
  ' ',
  '  ',
  '\t',
  ' lead',
  'trail ',
  'two  spaces',
  'no\u00a0break',
  '\u2003em',
  'thin\u2009',
  '😀',
  'é',
  '漢字',
  'שלום',
  '<b>&amp;',
  '"quoted"',
  'https://example.org/plain',
  '- dash',
];
const EMBEDS: [Embed, Attributes?][] = [
  [{ image: 'https://example.com/a.png' }, { alt: 'A picture', width: '120', height: '80' }],
  [{ image: 'https://example.com/b.png' }],
  [{ divider: true }],
  [{ formula: 'e^{x} < 1' }],
  [{ mention: 'Some Body' }],
  [{ video: 'https://example.com/v' }],
  [{ 'line-break': true }],
  [{ footnote: 'See "above" & <below>.' }],
  [{ 'page-break': true }],
];
const MARKS: Attributes[] = [
  { bold: true },
  { italic: true },
  { underline: true },
  { strike: true },
  { code: true },
  { script: 'sub' },
  { script: 'super' },
  { link: 'https://example.org/?a=1&b=2' },
  { link: 'mailto:a@example.org' },
  { color: '#b42318' },
  { color: '#123456' },
  { color: 'rgba(10, 20, 30, 0.5)' },
  { background: '#fef7c3' },
  { background: 'teal' },
];
const LINES: Attributes[] = [
  {},
  {},
  { header: 1 },
  { header: 6 },
  { blockquote: true },
  { 'code-block': true },
  { 'code-block': true },
  { list: 'bullet' },
  { list: 'ordered' },
  { list: 'checked' },
  { list: 'unchecked' },
];

/** A random document of `lines` lines, with every format and embed, and all white space. */
export function formattedDocument(random: Random, lines: number): Op[] {
  const built = new DeltaBuilder();
  for (let line = 0; line < lines; line++) {
    const format: Attributes = { ...random.pick(LINES) };
    for (let run = random.int(5); run > 0; run--) {
      if (random.chance(0.2)) {
        built.insert(...(random.pick(EMBEDS) as [Embed, Attributes | undefined]));
        continue;
      }
      const marks: Attributes = {};
      while (random.chance(0.4)) Object.assign(marks, random.pick(MARKS));
      const isCode = 'code-block' in format;
      built.insert(random.pick(TEXTS), isCode || Object.keys(marks).length === 0 ? undefined : marks);
    }
    if (!('code-block' in format) && random.chance(0.3)) format.indent = random.between(1, 8);
    if (!('code-block' in format) && random.chance(0.3))
      format.align = random.pick(['center', 'right', 'justify']);
    if (random.chance(0.2)) format.direction = random.pick(['rtl', 'ltr']);
    built.insert('\n', Object.keys(format).length > 0 ? format : undefined);
  }
  return built.ops;
}
