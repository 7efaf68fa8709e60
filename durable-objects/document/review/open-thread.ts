import { fail, ok, type Result } from '../../../src/base/result.ts';
import { type Anchor, anchorAt, moveAnchor } from '../../../src/ot/anchor.ts';
import type { NewThread, ReviewError } from '../rpc.ts';
import type { OpLog } from '../storage/op-log.ts';
import type { TextStore } from '../storage/text-store.ts';

/** Where a new thread begins: `anchor` is at the newest version, null for the whole document. */
export interface Beginning {
  quote: string;
  anchor: Anchor | null;
}

/** Finds the text that a new thread is about, and where it is by now. */
export function beginningOf(
  { version, range, quote }: Pick<NewThread, 'version' | 'range' | 'quote'>,
  { log, text }: { log: OpLog; text: TextStore },
  quoteUnits: number,
): Result<Beginning, ReviewError> {
  if (version > log.version) return fail('unknown_version', `there is no version ${version} yet`);
  if (range === null) return ok({ quote: '', anchor: null });
  if (range.length === 0 && quote === undefined) return fail('empty_range', 'the range is empty');
  const covered = version < log.from ? null : text.within(version, range);
  if (covered === null) return fail('pruned', `what is kept begins after version ${log.from}`);
  if (covered === 'too_far')
    return fail('range_too_far', `the range ends after the text of version ${version}`);
  let anchor = anchorAt(range.index, covered);
  for (const { from, entries } of log.framesAfter(version)) {
    for (const { delta } of entries.slice(Math.max(0, version - from)))
      ({ anchor } = moveAnchor(anchor, delta));
  }
  return ok({ quote: cutWell(quote ?? covered, quoteUnits), anchor });
}

// Up to `units` of a text, and no half of a surrogate pair at the end. A half that the range begins or ends with is
// replaced, as storage would do.
function cutWell(text: string, units: number): string {
  const last = text.charCodeAt(units - 1);
  const isHalf = text.length > units && last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? units - 1 : units).toWellFormed();
}
