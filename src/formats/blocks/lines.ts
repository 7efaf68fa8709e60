import { DeltaBuilder } from '../../ot/delta-builder.ts';
import type { Attributes, Delta, Embed } from '../../ot/op.ts';

/** Text without a newline, or an embed, with its formats. */
export interface Run {
  readonly insert: string | Embed;
  readonly attributes?: Attributes | undefined;
}

/** A line of a document: its content, and the formats of its newline. */
export interface Line {
  readonly runs: readonly Run[];
  readonly format: Attributes;
}

const PLAIN: Attributes = Object.freeze({});

/** The lines of a document, in order. Text after the last newline becomes a line of its own. */
export function linesOf(document: Delta): Line[] {
  const lines: Line[] = [];
  let runs: Run[] = [];
  for (const op of document) {
    if (!('insert' in op)) throw new Error('Invariant broken: a document holds only inserts');
    const { insert, attributes } = op;
    if (typeof insert !== 'string') {
      runs.push({ insert, attributes });
      continue;
    }
    let from = 0;
    for (let end = insert.indexOf('\n'); end >= 0; end = insert.indexOf('\n', from)) {
      if (end > from) runs.push({ insert: insert.slice(from, end), attributes });
      lines.push({ runs, format: attributes ?? PLAIN });
      runs = [];
      from = end + 1;
    }
    if (from < insert.length) runs.push({ insert: insert.slice(from), attributes });
  }
  if (runs.length > 0) lines.push({ runs, format: PLAIN });
  return lines;
}

/** The document of these lines, in canonical form: the inverse of `linesOf`. At least one line. */
export function documentOf(lines: readonly Line[]): Delta {
  const built = new DeltaBuilder();
  for (const { runs, format } of lines) {
    for (const { insert, attributes } of runs) if (insert !== '') built.insert(insert, orNone(attributes));
    built.insert('\n', orNone(format));
  }
  return lines.length > 0 ? built.ops : [{ insert: '\n' }];
}

/** The type of an embed. */
export function embedType(embed: Embed): string {
  for (const type in embed) return type;
  return '';
}

/** The type of the only content of a line; null for a line of anything but one embed. */
export function soleEmbed({ runs: [run, ...others] }: Line): string | null {
  return run === undefined || others.length > 0 || typeof run.insert === 'string'
    ? null
    : embedType(run.insert);
}

function orNone(attributes: Attributes | undefined): Attributes | undefined {
  if (attributes === undefined) return undefined;
  for (const _ in attributes) return attributes;
  return undefined;
}
