import type { Range } from '../../../../src/ot/op.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import type { HunksRead } from './hunk-words.ts';

/** How much is read of a text that a hunk only formats: it stands in the document. */
const LONGEST = 2_000;

/** What hunks are read from. */
export type HunkSource = Pick<DocumentSession, 'hunks'> & {
  quill: { getContents(index: number, length: number): { readonly ops: readonly { insert?: unknown }[] } };
};

/** The first `most` hunks of a suggestion as they are read now. */
export function readHunks(source: HunkSource, id: string, most = Number.POSITIVE_INFINITY): HunksRead {
  const all = source.hunks(id);
  const first = all.slice(0, most);
  const isFormat = ({ deleted, inserted }: (typeof first)[number]) => deleted === '' && inserted === '';
  const texts = textsOf(
    source,
    first.filter(isFormat).map(({ range }) => range),
  );
  return {
    first: first.map((hunk) => ({ ...hunk, formatted: isFormat(hunk) ? (texts.shift() ?? '') : '' })),
    count: all.length,
  };
}

// Reading each for itself would begin at the beginning of the document each time.
function textsOf({ quill }: HunkSource, ranges: readonly Range[]): string[] {
  const cuts = ranges.map(({ index, length }) => ({ from: index, to: index + Math.min(length, LONGEST) }));
  const start = cuts[0]?.from ?? 0;
  const end = Math.max(start, ...cuts.slice(-1).map(({ to }) => to));
  if (end === start) return ranges.map(() => '');
  const inserts = quill.getContents(start, end - start).ops.map(({ insert }) => insert);
  let at = start;
  let n = 0;
  return cuts.map(({ from, to }, place) => {
    while (n < inserts.length && at + lengthOf(inserts[n]) <= from) at += lengthOf(inserts[n++]);
    let text = '';
    for (let [here, m] = [at, n]; m < inserts.length && here < to; here += lengthOf(inserts[m++])) {
      const insert = inserts[m];
      if (typeof insert === 'string') text += insert.slice(Math.max(0, from - here), to - here);
    }
    return (ranges[place]?.length ?? 0) > LONGEST ? `${text.toWellFormed()}…` : text;
  });
}

function lengthOf(insert: unknown): number {
  return typeof insert === 'string' ? insert.length : 1;
}
