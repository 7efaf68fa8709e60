import { forkTag } from '../../base/fork-mark.ts';
import { documentLost } from '../../content/edit-problem.ts';
import {
  advance,
  type FoundTraffic,
  type LoggedEntry,
  type LogsSince,
  type Meeting,
  replayTraffic,
} from '../../content/fork/meeting.ts';
import { Unfollowed } from '../../content/fork/proposed.ts';
import { readEntries } from '../../content/fork/read-entries.ts';
import { newestVersion } from '../../content/newest-version.ts';
import { reachDocument } from '../../content/stub.ts';
import { readdress } from '../../ot/uploads.ts';
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
    proposed: row.proposed,
  };
  const [originHead, forkHead] = await Promise.all([newestVersion(env, origin), newestVersion(env, fork)]);
  const [originLog, forkLog] = await Promise.all([
    readOrigin(env, origin, known, originHead),
    readFork(env, { fork, origin }, known.fork, forkHead),
  ]);
  const logs = { origin: originLog, fork: forkLog };
  try {
    return standingIn(known, logs, { tag: forkTag(fork.id), heads: { origin: originHead, fork: forkHead } });
  } catch (error) {
    throw error instanceof Unfollowed ? unfollowed(error) : error;
  }
}

function standingIn(
  known: Meeting,
  logs: LogsSince,
  { tag, heads }: { tag: string; heads: { origin: number; fork: number } },
): Standing {
  const { meeting: met, traffic: found } = replayTraffic(known, tag, logs);
  const since = {
    origin: logs.origin.slice(met.origin - known.origin),
    fork: logs.fork.slice(met.fork - known.fork),
  };
  return { met, found, now: advance(met, heads, since) };
}

function unfollowed(cause: Unfollowed): Problem {
  const detail = 'What was accepted of this fork cannot be told from what else was written. Fork again.';
  return new Problem(409, 'origin_recovered', detail, { cause: cause.message });
}

/**
 * The entries of a fork's log, with its uploads under the addresses that they have in the origin: everything between
 * the two is compared under those, and only what an update writes gets the fork's again.
 */
export async function readFork(
  env: Env,
  { fork, origin }: ForkedPair,
  from: number,
  to: number,
): Promise<LoggedEntry[]> {
  const entries = await readEntries(env, fork, from, to);
  return entries.map((entry) => ({ ...entry, delta: readdress(entry.delta, fork.id, origin.id) }));
}

// With what accepts the suggestion of the fork.
async function readOrigin(env: Env, origin: DocumentRow, known: Meeting, to: number): Promise<LoggedEntry[]> {
  const from = known.origin;
  const entries = await readEntries(env, origin, from, to);
  if (known.proposed === null || entries.length === 0) return entries;
  const accepted = await reachDocument(env, origin, (stub) => stub.acceptances({ from, to }));
  if (!accepted.ok) throw documentLost();
  const ids = new Map(accepted.value.map(({ version, suggestionId }) => [version, suggestionId]));
  return entries.map((entry, i) => {
    const accepts = ids.get(from + 1 + i);
    return accepts === undefined ? entry : { ...entry, accepts };
  });
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
