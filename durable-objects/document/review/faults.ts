import { GENESIS } from '../../../src/platform/archive/chain.ts';
import { commitmentTo, linkReview } from '../../../src/platform/archive/review-chain.ts';
import { toHex } from '../../../src/platform/archive/segment.ts';
import { replayReview } from './replay.ts';
import type { ReviewLog } from './review-log.ts';
import type { Shown } from './shown.ts';
import type { ThreadRows } from './thread-rows.ts';

/** What is wrong with a review in its object: a break of the log, or threads that a replay of it does not give. */
export function faultsOf(log: ReviewLog, threads: ThreadRows, { anchors }: Shown): string[] {
  const faults: string[] = [];
  const rows = [...log.rows()];
  let chain = GENESIS;
  rows.forEach((row, i) => {
    const { number, version, at, entry } = row;
    if (number !== i + 1) faults.push(`entry ${i + 1} is missing: the next one is ${number}`);
    chain = linkReview(chain, { number, version, at, entry });
    if (toHex(chain) !== toHex(row.chain)) faults.push(`the hash chain breaks at entry ${number}`);
    chain = row.chain;
  });
  const replayed = replayReview(rows);
  const stored = new Map(threads.changedAfter(0, -1).map((thread) => [thread.id, thread]));
  for (const id of new Set([...replayed.keys(), ...stored.keys()])) {
    if (JSON.stringify(replayed.get(id)) !== JSON.stringify(stored.get(id)))
      faults.push(`the thread ${id} is not what the log gives`);
  }
  const anchored = new Set([...anchors.list()].map(({ id }) => id));
  for (const { id, whole, removed } of replayed.values()) {
    if (anchored.has(id) === (whole || removed))
      faults.push(`the thread ${id} has no place, or one too many`);
  }
  for (const { number, salt, text } of log.texts()) {
    if (!rows[number - 1]?.entry.includes(commitmentTo(salt, text)))
      faults.push(`the text of entry ${number} is not the one that was written`);
  }
  return faults;
}
