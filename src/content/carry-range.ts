import { anchorAt, moveAnchor, rangeOf } from '../ot/anchor.ts';
import { documentLength } from '../ot/lengths.ts';
import type { Delta, Range } from '../ot/op.ts';
import { plainText } from '../ot/plain-text.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import type { Work } from '../platform/events/work.ts';
import { Problem } from '../platform/problem/problem.ts';
import { documentLost } from './edit-problem.ts';
import { readLog } from './read-log.ts';
import { readVersion } from './read-version.ts';
import { reachDocument } from './stub.ts';

/** A part of the text at a version, and the text that it began with. */
export interface CarriedRange {
  version: number;
  range: Range;
  /** Unit by unit, an embed as U+FFFC. */
  quote: string;
}

/**
 * Moves a range over the archived log, as an anchor, up to a version that the Document still keeps; it may be empty by
 * then. Throws 422 `range_too_far` and `empty_range`, 410 `version_expired` when the log no longer reaches back so far,
 * 503 when it cannot be read.
 */
export async function carryRange(
  { env, db }: Pick<Work, 'env' | 'db'>,
  document: DocumentRow,
  { version, range }: { version: number; range: Range },
): Promise<CarriedRange> {
  const status = await reachDocument(env, document, (stub) => stub.status());
  if (!status.ok) throw documentLost();
  const { reconciledVersion: archivedVersion } = status.value;
  const known = { ...document, archivedVersion: Math.max(document.archivedVersion, archivedVersion) };
  const past = JSON.parse((await readVersion(env, db, known, version)).ops) as Delta;
  const quote = quoteOf(past, range);
  let anchor = anchorAt(range.index, quote);
  let reached = version;
  for await (const frame of readLog(env, known, version, archivedVersion)) {
    // A frame may begin before the version that it continues.
    for (const { delta } of frame.entries.slice(reached + 1 - frame.first))
      anchor = moveAnchor(anchor, delta).anchor;
    reached = frame.last;
  }
  return { version: reached, range: rangeOf(anchor), quote };
}

// By the rules of the Document.
function quoteOf(text: Delta, { index, length }: Range): string {
  if (length === 0) throw new Problem(422, 'empty_range', 'The range holds no text.');
  if (index + length > documentLength(text))
    throw new Problem(422, 'range_too_far', 'The range ends beyond the text at its version.');
  return plainText(text).slice(index, index + length);
}
