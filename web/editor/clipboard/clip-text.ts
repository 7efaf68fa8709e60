import { type Line, linesOf } from '../../../src/formats/blocks/lines.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta, Embed } from '../../../src/ot/op.ts';
import { part } from '../../../src/ot/tables/changes.ts';
import { linesInCell } from '../../../src/ot/tables/paste-cells.ts';
import { readTables } from '../../../src/ot/tables/read-tables.ts';
import { type Clip, newlines } from './clip.ts';
import { documentOfClip } from './clip-html.ts';

type Mention = (value: string) => string;

const MARKERS: Readonly<Record<string, string>> = { bullet: '•', unchecked: '☐', checked: '☑' };

/**
 * A fragment as plain text that reads well: items with their bullets and numbers, tabs between the cells of a row, and
 * each embed by its name or address. Some words of a line are these words.
 */
export function clipText(clip: Clip, mention: Mention = (value) => value): string {
  if (clip.last === null && newlines(clip.ops).length === 0) return runsText(clip.ops, mention);
  const document = documentOfClip(clip);
  const written: string[] = [];
  let at = 0;
  for (const table of readTables(document)) {
    written.push(...linesText(part(document, at, table.start), mention));
    for (const { cells } of table.rows) {
      const row = table.columns.map(() => '');
      for (const { cell, column } of cells)
        row[column] = linesText(linesInCell(part(document, cell.start, cell.end), null), mention).join(' ');
      written.push(row.join('\t'));
    }
    at = table.end;
  }
  written.push(...linesText(part(document, at, documentLength(document)), mention));
  const isEnded = clip.last === null && documentLength(document) === documentLength(clip.ops);
  return written.join('\n') + (isEnded ? '\n' : '');
}

function linesText(document: Delta, mention: Mention): string[] {
  if (document.length === 0) return [];
  const numbers: number[] = [];
  return linesOf(document).map(({ runs, format }) => markerOf(format, numbers) + runsText(runs, mention));
}

// Numbers count on until a line of a lower level, as they are drawn.
function markerOf({ list, indent }: Attributes, numbers: number[]): string {
  const level = Number(indent) || 0;
  if (list === undefined) {
    numbers.length = Math.min(numbers.length, level);
    return '';
  }
  numbers.length = Math.min(numbers.length, level + 1);
  numbers[level] = (numbers[level] ?? 0) + 1;
  const marker = list === 'ordered' ? `${numbers[level]}.` : MARKERS[String(list)];
  return `${'  '.repeat(level)}${marker ?? '•'} `;
}

function runsText(runs: Delta | Line['runs'], mention: Mention): string {
  return runs.map((run) => ('insert' in run ? embedText(run.insert, mention) : '')).join('');
}

/** Text, or an embed as plain text; a line break is a newline. `mention`: what is shown of one. */
export function embedText(content: string | Embed, mention: Mention = (value) => value): string {
  if (typeof content === 'string') return content;
  const [type, value] = Object.entries(content)[0] ?? [];
  if (type === 'line-break') return '\n';
  if (typeof value !== 'string' || type === 'image') return '';
  if (type === 'footnote') return ` [${value}]`;
  return type === 'mention' ? `@${mention(value)}` : value;
}
