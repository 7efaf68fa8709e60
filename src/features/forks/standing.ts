import { forkTag } from '../../base/fork-mark.ts';
import { advance, type FoundTraffic, type Meeting, replayTraffic } from '../../content/fork/meeting.ts';
import { readEntries } from '../../content/fork/read-entries.ts';
import { newestVersion } from '../../content/newest-version.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { ForkRow } from '../../platform/db/forks.ts';
import type { Work } from '../../platform/events/work.ts';
import { Problem } from '../../platform/problem/problem.ts';

/** A fork with its origin, both as the caller sees them. */
export interface ForkedPair {
  fork: DocumentRow;
  origin: DocumentRow;
}

/** How a fork and its origin stand to each other now. */
export interface Standing {
  /** At the newest versions of both. */
  now: Meeting;
  /** At the last merge or update, and those that were not recorded. */
  met: Meeting;
  found: FoundTraffic[];
}

/**
 * Reads how a fork and its origin stand to each other. Throws 409 `origin_recovered` or `fork_recovered`, 410
 * `version_expired`, 503 when a log cannot be read.
 */
export async function readStanding(
  { env }: Pick<Work, 'env'>,
  { fork, origin }: ForkedPair,
  row: ForkRow,
): Promise<Standing> {
  refuseRecovered({ fork, origin }, row);
  const known: Meeting = {
    origin: row.metOrigin,
    fork: row.metFork,
    bridge: row.bridge,
    unmerged: row.unmerged,
  };
  const [originHead, forkHead] = await Promise.all([newestVersion(env, origin), newestVersion(env, fork)]);
  const [originLog, forkLog] = await Promise.all([
    readEntries(env, origin, known.origin, originHead),
    readEntries(env, fork, known.fork, forkHead),
  ]);
  const { meeting: met, traffic: found } = replayTraffic(known, forkTag(fork.id), {
    origin: originLog,
    fork: forkLog,
  });
  const since = {
    origin: originLog.slice(met.origin - known.origin),
    fork: forkLog.slice(met.fork - known.fork),
  };
  return { met, found, now: advance(met, { origin: originHead, fork: forkHead }, since) };
}

// After a recovery, versions stand for other texts than those that were merged or updated.
function refuseRecovered({ fork, origin }: ForkedPair, row: ForkRow): void {
  if (origin.generation !== row.originGeneration)
    throw new Problem(
      409,
      'origin_recovered',
      'The origin was recovered to an older version. Fork it again.',
    );
  if (fork.generation !== 0)
    throw new Problem(
      409,
      'fork_recovered',
      'The fork was recovered to an older version. Fork its origin again.',
    );
}
