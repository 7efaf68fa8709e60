import { documentOf, type Line, type Run } from '../../src/formats/blocks/lines.ts';
import type { Attributes, Delta, Embed } from '../../src/ot/op.ts';
import type { Random } from './random.ts';

export const WORDS = [
  'word',
  'two words',
  ' ',
  '  ',
  'a ',
  ' b',
  '*',
  '**',
  '_x_',
  'snake_case',
  '`',
  '``code',
  '~~',
  '==',
  '$',
  '$5',
  '\\',
  '\\\\',
  '[x]',
  '[a](b)',
  '![',
  '<b>',
  '<',
  '&amp;',
  '&',
  '#',
  '# h',
  '- ',
  '1. ',
  '1) x',
  '> q',
  '+',
  '|',
  'a|b',
  '---',
  '***',
  '===',
  'http://example.com',
  'www.example.com',
  'a@example.com',
  'é',
  '😀',
  '漢字',
  'שלום',
  '\t',
  '\u00a0',
  '"quoted"',
  "it's",
  '[^1]',
  ':-',
  '{',
  '~~~',
  '```',
  '!',
  ']',
  '(',
  ')',
  '\u2028',
  '…',
  'x\u0301',
  '</span>',
  '<!--',
  ']]>',
  '&#13;',
  '%20',
  '- [ ] t',
  ':',
  '::',
  '^',
  '[!NOTE]',
  '\u200b',
  '\ufeff',
  '\u3000',
  '+1',
  '2.',
  '\\n',
  'a=b',
  'a==b',
  '$x$',
  '@',
  '://',
  'www.',
];
const COLORS = ['#b42318', 'red', 'rgb(1, 2, 3)', '#000000', '#ffffff', 'hsl(10 20% 30%)', '#ABCDEF'];
export const LINKS = [
  'https://example.com/',
  'https://example.com/a(b)?x=1&y=<2>',
  'mailto:a@example.com',
  'tel:+123',
  'http://exämple.com/ä b',
  'https://example.com/%20\\*_',
];
export const TEXTS = [
  'x',
  'a "b" <c> & d',
  'e^x',
  'a|b',
  'two\nlines',
  '  spaced  ',
  '$',
  '\\frac{1}{2}',
  '`',
  ']',
  '-->',
  'é',
];

/** A document of any combination of formats that the table allows; with `inOrder`, its cells are in that of the columns. */
export function anyDocument(random: Random, size: number, { inOrder = false } = {}): Delta {
  const lines: Line[] = [];
  const count = random.int(size) + 1;
  while (lines.length < count) {
    if (random.chance(0.12)) lines.push(...tableLines(random, `t${lines.length}`, inOrder));
    else lines.push(...stretch(random));
  }
  lines.push({ runs: anyRuns(random), format: {} });
  return documentOf(lines);
}

// Lines that belong together are frequent: lists, code, quotes.
function stretch(random: Random): Line[] {
  const base = anyLineFormat(random);
  const lines: Line[] = [];
  for (let i = random.between(1, 4); i > 0; i--) {
    const format = { ...base };
    if (random.chance(0.3)) format.indent = random.between(1, 8);
    if (random.chance(0.1)) Object.assign(format, anyLineFormat(random));
    lines.push({ runs: anyRuns(random), format });
  }
  return lines;
}

function tableLines(random: Random, table: string, inOrder: boolean): Line[] {
  const lines: Line[] = [];
  const columns = Array.from({ length: random.between(1, 4) }, (_, i) => `c${i}`);
  for (let row = random.between(1, 4); row > 0; row--) {
    for (const column of columns) {
      if (random.chance(0.15)) continue;
      const place = random.chance(0.05) && !inOrder ? random.pick(columns) : column;
      for (let i = random.chance(0.8) ? 1 : 2; i > 0; i--) {
        const format: Attributes = random.chance(0.3) ? anyLineFormat(random) : {};
        format.cell = `${table}.r${row}.${place}`;
        if (random.chance(0.2)) format['cell-head'] = true;
        if (random.chance(0.2)) format['cell-width'] = random.between(24, 400);
        lines.push({ runs: anyRuns(random), format });
      }
    }
  }
  return lines;
}

function anyLineFormat(random: Random): Attributes {
  const format: Attributes = {};
  const kind = random.int(9);
  if (kind === 0) format.header = random.between(1, 6);
  if (kind === 1 || kind === 2) format.list = random.pick(['bullet', 'ordered', 'checked', 'unchecked']);
  if (kind === 3) format.blockquote = true;
  if (kind === 4) format['code-block'] = random.pick([true, 'ts', 'c++']);
  if (kind === 5) format.callout = random.pick(['note', 'tip', 'warning']);
  if (random.chance(0.1)) format.align = random.pick(['left', 'center', 'right', 'justify']);
  if (random.chance(0.1)) format.direction = random.pick(['rtl', 'ltr']);
  if (random.chance(0.15)) format.indent = random.between(1, 8);
  // Combinations that no editor makes, which the API takes.
  if (random.chance(0.08)) format.list = 'ordered';
  if (random.chance(0.04)) format.blockquote = true;
  if (random.chance(0.04)) format.header = 2;
  if (random.chance(0.04)) format.bold = true;
  if (random.chance(0.03)) format.callout = 'tip';
  return format;
}

function anyRuns(random: Random): Run[] {
  const runs: Run[] = [];
  if (random.chance(0.1)) return runs;
  if (random.chance(0.04)) return [{ insert: { divider: true } }];
  if (random.chance(0.04)) return [{ insert: { 'page-break': true } }];
  for (let i = random.between(1, 6); i > 0; i--) {
    const insert: string | Embed = random.chance(0.12) ? anyEmbed(random) : random.pick(WORDS);
    runs.push({ insert, attributes: anyMarks(random, typeof insert !== 'string') });
  }
  return runs;
}

function anyMarks(random: Random, isEmbed: boolean): Attributes | undefined {
  if (random.chance(0.5)) return undefined;
  const marks: Attributes = {};
  for (const name of ['bold', 'italic', 'underline', 'strike', 'code'])
    if (random.chance(0.2)) marks[name] = true;
  if (random.chance(0.1)) marks.script = random.pick(['sub', 'super']);
  if (random.chance(0.15)) marks.link = random.pick(LINKS);
  if (random.chance(0.1)) marks.color = random.pick(COLORS);
  if (random.chance(0.1)) marks.background = random.pick([...COLORS, '#eceef1']);
  if (isEmbed && random.chance(0.4)) marks.alt = random.pick(TEXTS);
  if (isEmbed && random.chance(0.4)) marks.width = random.pick(['100', '50%']);
  if (random.chance(0.02)) marks.header = 1;
  return Object.keys(marks).length > 0 ? marks : undefined;
}

export function anyEmbed(random: Random): Embed {
  return random.pick<() => Embed>([
    () => ({ image: random.pick(['https://example.com/a.png', 'https://example.com/a b(1)".png']) }),
    () => ({ video: 'https://example.com/v?x=1&y=2' }),
    () => ({ formula: random.pick(TEXTS) }),
    () => ({ mention: random.pick(['someone', 'user:abc', 'doc:x-y_z', 'date:2026-01-01', ...TEXTS]) }),
    () => ({ divider: true }),
    () => ({ 'line-break': true }),
    () => ({ footnote: random.pick(TEXTS) }),
    () => ({ 'page-break': true }),
  ])();
}
