import type { BringError } from '../../../durable-objects/document/rpc.ts';
import { type ForkMark, type ForkTraffic, forkTag } from '../../base/fork-mark.ts';
import { randomId } from '../../base/ids.ts';
import type { Failure } from '../../base/result.ts';
import { editProblem } from '../../content/edit-problem.ts';
import { type FoundTraffic, type Meeting, settle } from '../../content/fork/meeting.ts';
import { readEntries } from '../../content/fork/read-entries.ts';
import { reachDocument } from '../../content/stub.ts';
import { writable } from '../../ot/cut-down.ts';
import { readdress, uploadsIn } from '../../ot/uploads.ts';
import type { Written } from '../../ot/written.ts';
import { endTurn, type ForkRow, recordMeeting, takeTurn } from '../../platform/db/forks.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { touched } from '../documents/touched.ts';
import { copyUploads } from '../uploads/copy-uploads.ts';
import { takeBack } from './follow-suggestion.ts';
import { type ForkedPair, readFork, readStanding } from './standing.ts';

const TURN_MS = 60_000;
// A Document commits no later than this after it was asked, and clocks differ by less than that much: the caller that
// takes the next turn finds all of this one in the logs.
const COMMIT_WITHIN_MS = 10_000;
const CLOCKS_MS = 5_000;
// A row of D1 may be 2 MB. What does not fit is found again in the logs.
const RECORDED_LENGTH = 700_000;

/** What a turn of a fork works on. */
export interface TurnWork {
  row: ForkRow;
  turn: Turn;
}

/** What a merge or an update did. `version` is null when there was nothing new; `found`: what was done and not recorded. */
export interface Carried {
  version: number | null;
  found: FoundTraffic[];
  /** The one that was made now; null for none. */
  made: FoundTraffic | null;
}

/**
 * Merges what is new in a fork into its origin, or updates it with what is new there. One at a time for each fork.
 * `told` runs after the commit and before it is recorded: if the process ends in between, the next one finds it again.
 * Throws as `readStanding` and `submitEdit`; 503 `fork_busy` while another is under way.
 */
export async function carry(
  deps: Deps,
  kind: ForkTraffic,
  pair: ForkedPair & { userId: string },
  told: (carried: Carried) => Promise<void>,
): Promise<number | null> {
  return inTurn(deps, pair.fork.id, async (work) => {
    const { met, carried } = await carryNow(deps, kind, pair, work);
    if (carried.found.length > 0 || carried.made !== null) {
      await told(carried);
      await record(deps, work.row, met);
    }
    return carried.version;
  });
}

/** Does work on a fork while no other merge or update of it is under way. Throws 503 `fork_busy` while one is. */
export async function inTurn<T>(deps: Deps, docId: string, work: (turn: TurnWork) => Promise<T>): Promise<T> {
  const { db } = deps;
  const now = Date.now();
  const row = await takeTurn(db, docId, { turn: randomId(), now, until: now + TURN_MS });
  if (row === undefined) throw busy();
  const turn = new Turn(now + TURN_MS - CLOCKS_MS);
  try {
    return await work({ row, turn });
  } finally {
    // What was asked and not answered may still be committed: the turn goes on until it cannot.
    const end = turn.open === null ? 0 : turn.open + CLOCKS_MS;
    await endTurn(db, row, end).catch((error: unknown) => {
      deps.log.warn('a turn of a fork ends by itself', { docId: row.docId, error: String(error) });
    });
  }
}

async function carryNow(
  deps: Deps,
  kind: ForkTraffic,
  pair: ForkedPair & { userId: string },
  { row, turn }: TurnWork,
): Promise<{ met: Meeting; carried: Carried }> {
  const { env } = deps;
  const { found, ...read } = await readStanding(deps, pair, row);
  let { now, met } = read;
  if (kind === 'merge' && now.proposed !== null) {
    // What comes as an edit is no longer suggested. It begins from what is recorded, as a repeat will.
    now = met = await takeBack(deps, pair.origin, now);
    await record(deps, row, now);
  }
  const nothing = { met, carried: { version: null, found, made: null } };
  const [target, changes] =
    kind === 'merge' ? ([pair.origin, now.unmerged] as const) : ([pair.fork, now.bridge] as const);
  if (changes.length === 0) return nothing;
  const [upTo, base] = kind === 'merge' ? [now.fork, now.origin] : [now.origin, now.fork];
  const isMerge = kind === 'merge';
  const written = isMerge
    ? changes
    : changes.map(({ by, delta }) => ({ by, delta: readdress(delta, pair.origin.id, pair.fork.id) }));
  await bringUploads(deps, pair, kind, written);
  const mark: ForkMark = { kind, tag: forkTag(pair.fork.id), upTo, base };
  const until = turn.ask();
  const brought = await reachDocument(env, target, (stub) =>
    stub.bring({
      mark,
      changes: written.map(({ by, delta }) => ({ by, delta: writable(delta, target.id) })),
      userId: pair.userId,
      until,
    }),
  );
  turn.answered();
  if (!brought.ok) throw bringProblem(brought.error);
  touched(deps, target);
  const { version: end } = brought.value;
  const log = isMerge ? readEntries(env, target, base, end) : readFork(env, pair, base, end);
  const settled = settle(now, mark, await log);
  // Others have deleted meanwhile all that it would have changed.
  if (settled === null) return nothing;
  const { meeting, version } = settled;
  return { met: meeting, carried: { version, found, made: { mark, version } } };
}

/**
 * Copies the uploads that these changes insert into the document that they go to, for the user who brings them. Throws
 * as `copyUploads`.
 */
export async function bringUploads(
  deps: Deps,
  { fork, origin, userId }: ForkedPair & { userId: string },
  kind: ForkTraffic,
  changes: readonly Pick<Written, 'delta'>[],
): Promise<void> {
  const [from, to] = kind === 'merge' ? [fork.id, origin.id] : [origin.id, fork.id];
  const hashes = new Set(changes.flatMap(({ delta }) => [...uploadsIn(delta, to)]));
  await copyUploads(deps, { from, to, hashes, payerId: userId });
}

// The time that a merge or an update has, and until when something of it may still be committed.
class Turn {
  /** Until when a Document may commit what it was asked and has not answered (ms since 1970); null for nothing. */
  open: number | null = null;
  readonly #end: number;

  constructor(end: number) {
    this.#end = end;
  }

  ask(): number {
    const until = Date.now() + COMMIT_WITHIN_MS;
    // Reading the logs took too long.
    if (until > this.#end) throw busy();
    this.open = until;
    return until;
  }

  answered(): void {
    this.open = null;
  }
}

/**
 * Records a meeting. One that is too long for that is found again in the logs; while something is proposed, or was, it
 * must not be: then it throws 413.
 */
export async function record(
  { db, log }: Deps,
  row: ForkRow,
  { origin, fork, bridge, unmerged, proposed }: Meeting,
): Promise<void> {
  const length = JSON.stringify([bridge, unmerged, proposed]).length;
  if (length > RECORDED_LENGTH) {
    if (proposed !== null || row.proposed !== null)
      throw new Problem(413, 'too_large', 'What is new in the fork is too large for a suggestion.');
    log.warn('a meeting of a fork is too long to record', { docId: row.docId, length });
    return;
  }
  await recordMeeting(db, row, {
    metOrigin: origin,
    metFork: fork,
    bridge: [...bridge],
    unmerged: [...unmerged],
    proposed,
  });
}

function bringProblem(error: Failure<BringError>): Problem {
  const { code, message } = error;
  switch (code) {
    case 'late':
    case 'conflict':
    case 'pruned':
      return busy();
    case 'unknown_version':
      return new Problem(409, 'origin_recovered', 'The document was recovered meanwhile.', {
        cause: message,
      });
    default:
      return editProblem({ code, message });
  }
}

/** The refusal while another merge or update is under way, or has just been. */
export function busy(): Problem {
  return new Problem(503, 'fork_busy', 'Another merge or update of this fork is under way.', {
    headers: { 'Retry-After': '2' },
  });
}
