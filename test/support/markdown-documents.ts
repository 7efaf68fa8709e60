import { documentOf, type Line, type Run } from '../../src/formats/blocks/lines.ts';
import { sayable } from '../../src/formats/markdown/sayable.ts';
import { HIGHLIGHT } from '../../src/formats/vocabulary.ts';
import { Warnings } from '../../src/formats/warnings.ts';
import type { Attributes, Delta, Embed } from '../../src/ot/op.ts';
import { anyEmbed, LINKS, TEXTS, WORDS } from './format-documents.ts';
import type { Random } from './random.ts';

/** A document of what GFM can say, in the form that a reader gives it. */
export function markdownDocument(random: Random, size: number): Delta {
  const lines: Line[] = [];
  for (let i = random.between(1, size); i > 0; i--) lines.push(...markdownBlock(random, {}));
  if (lines.at(-1)?.format.cell !== undefined) lines.push({ runs: [], format: {} });
  return documentOf(lines);
}

function markdownBlock(random: Random, around: Attributes): Line[] {
  const inside = Object.keys(around).length > 0;
  const kind = random.int(inside ? 9 : 13);
  const line = (format: Attributes): Line => ({
    runs: sayableRuns(random),
    format: { ...around, ...format },
  });
  const several = (format: Attributes): Line[] =>
    Array.from({ length: random.between(1, 3) }, () => line(format));
  if (kind === 0) return [line({ header: random.between(1, 6) })];
  if (kind === 1) return several({ blockquote: true });
  if (kind === 2) return codeLines(random, { ...around, 'code-block': random.pick([true, 'ts', 'c++']) });
  if (kind <= 5) return listLines(random, around);
  if (kind === 9) return [{ runs: [{ insert: { divider: true } }], format: {} }];
  if (kind === 10) return [{ runs: [{ insert: { 'page-break': true } }], format: {} }];
  if (kind === 11) {
    const callout = random.pick(['note', 'tip', 'warning']);
    return Array.from({ length: random.between(1, 3) }, () => markdownBlock(random, { callout })).flat();
  }
  if (kind === 12) return markdownTable(random);
  return [line({})];
}

function codeLines(random: Random, format: Attributes): Line[] {
  return Array.from({ length: random.between(1, 3) }, () => {
    const text = random.chance(0.2) ? '' : random.pick(WORDS) + random.pick(WORDS);
    return { runs: text === '' ? [] : [{ insert: text }], format };
  });
}

function listLines(random: Random, around: Attributes): Line[] {
  const lines: Line[] = [];
  let level = -1;
  for (let i = random.between(1, 6); i > 0; i--) {
    level = random.between(0, Math.min(level + 1, 8));
    const format: Attributes = {
      ...around,
      list: random.pick(['bullet', 'ordered', 'checked', 'unchecked']),
    };
    if (level > 0) format.indent = level;
    if (random.chance(0.1)) {
      lines.push({ runs: [], format });
      continue;
    }
    lines.push({ runs: sayableRuns(random), format });
    const child: Attributes = { ...around, indent: level + 1 };
    if (level > 7 || random.chance(0.6)) continue;
    const kind = random.int(4);
    if (kind === 0) lines.push({ runs: sayableRuns(random), format: { ...child, blockquote: true } });
    else if (kind === 1) lines.push(...codeLines(random, { ...child, 'code-block': true }));
    else if (kind === 2) lines.push({ runs: sayableRuns(random), format: { ...child, header: 2 } });
    else lines.push({ runs: sayableRuns(random), format: child });
  }
  return lines;
}

function markdownTable(random: Random): Line[] {
  const table = `t${random.int(1_000_000)}`;
  const width = random.between(1, 4);
  const aligns = Array.from({ length: width }, () => random.pick([undefined, 'left', 'center', 'right']));
  const hasHead = random.chance(0.7);
  const lines: Line[] = [];
  for (let row = 0; row <= random.int(4); row++) {
    for (let column = 0; column < width; column++) {
      const format: Attributes = { cell: `${table}.r${row}.c${column}` };
      const align = aligns[column];
      if (align !== undefined) format.align = align;
      if (hasHead && row === 0) format['cell-head'] = true;
      const isEmpty = row > 0 && random.chance(0.2);
      lines.push({ runs: isEmpty ? [] : sayableRuns(random), format });
    }
  }
  return lines;
}

function sayableRuns(random: Random): Run[] {
  for (;;) {
    const runs: Run[] = [];
    for (let i = random.between(1, 6); i > 0; i--) {
      const insert: string | Embed = random.chance(0.12) ? sayableEmbed(random) : random.pick(WORDS);
      const marks: Attributes = {};
      if (random.chance(0.4)) {
        for (const name of ['bold', 'italic', 'strike', 'underline', 'code'])
          if (random.chance(0.25)) marks[name] = true;
        if (random.chance(0.1)) marks.script = random.pick(['sub', 'super']);
        if (random.chance(0.2)) marks.link = random.pick(LINKS);
        if (random.chance(0.1)) marks.background = HIGHLIGHT;
      }
      if (typeof insert !== 'string' && 'image' in insert && random.chance(0.5))
        marks.alt = random.pick(TEXTS);
      runs.push({ insert, attributes: marks });
    }
    const said = sayable(runs, new Warnings());
    const isBlank = said.every(({ insert }) => typeof insert === 'string' && insert.trim() === '');
    const [only] = said;
    const isRule = said.length === 1 && typeof only?.insert === 'object' && 'divider' in only.insert;
    if (!isBlank && !isRule) return said;
  }
}

function sayableEmbed(random: Random): Embed {
  const embed = anyEmbed(random);
  if ('footnote' in embed)
    return { footnote: random.pick(['x', 'a "b" <c> & d', 'a|b', '`', '*a', 'é', '1. x']) };
  return 'page-break' in embed ? { 'line-break': true } : embed;
}
