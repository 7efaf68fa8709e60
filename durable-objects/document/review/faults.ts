import { GENESIS } from '../../../src/platform/archive/chain.ts';
import { commitmentTo, linkReview } from '../../../src/platform/archive/review-chain.ts';
import { toHex } from '../../../src/platform/archive/segment.ts';
import { replayReview, replaySuggestions } from './replay.ts';
import type { ReviewLog } from './review-log.ts';
import type { Shown } from './shown.ts';

/**
 * What is wrong with a review in its object: a break of the log, or threads and suggestions that a replay of it does not
 * give.
 */
export function faultsOf(log: ReviewLog, { anchors, threads, suggestions }: Shown): string[] {
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
  for (const id of differing(replayed, threads.changedAfter(0, -1)))
    faults.push(`the thread ${id} is not what the log gives`);
  for (const id of differing(replaySuggestions(rows), suggestions.rows.changedAfter(0, -1)))
    faults.push(`the suggestion ${id} is not what the log gives`);
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

function differing<T extends { id: string }>(
  replayed: ReadonlyMap<string, T>,
  stored: readonly T[],
): string[] {
  const here = new Map(stored.map((one) => [one.id, one]));
  return [...new Set([...replayed.keys(), ...here.keys()])].filter(
    (id) => JSON.stringify(replayed.get(id)) !== JSON.stringify(here.get(id)),
  );
}
