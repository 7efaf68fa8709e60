import type { Range } from '../../../../src/ot/op.ts';
import type { Thread } from '../../../../src/protocol/review.ts';

/** The id of the thread that is being begun, among those of threads. */
export const DRAFT = 'draft';

/** Threads in the order of the text, those about the whole document first; of the same place the older first. */
export function inTextOrder(
  threads: readonly Thread[],
  ranges: ReadonlyMap<string, Range | null>,
): readonly Thread[] {
  const at = ({ id, range }: Thread): number => (ranges.get(id) ?? range)?.index ?? -1;
  return [...threads].sort(
    (a, b) => at(a) - at(b) || compare(a.createdAt, b.createdAt) || compare(a.id, b.id),
  );
}

/** The thread after, or before, the place `index` in the text or the thread `from`; round at the ends. Null for none. */
export function neighbourOf(
  threads: readonly Thread[],
  from: { id: string | null; index: number },
  ranges: ReadonlyMap<string, Range | null>,
  step: 1 | -1,
): Thread | null {
  const at = threads.findIndex(({ id }) => id === from.id);
  const count = threads.length;
  if (count === 0) return null;
  if (at >= 0) return threads[(at + step + count) % count] ?? null;
  const place = ({ id, range }: Thread): number => (ranges.get(id) ?? range)?.index ?? -1;
  const after = threads.findIndex((thread) => place(thread) >= from.index);
  if (step === 1) return threads[after < 0 ? 0 : after] ?? null;
  return threads[((after < 0 ? count : after) - 1 + count) % count] ?? null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
