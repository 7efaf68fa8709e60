import { type ForkMark, type ForkTraffic, forkMarkOf } from '../../base/fork-mark.ts';
import { byAuthor, inOperations, passEachOther, type Written } from '../../ot/written.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { changesOf, leftAfter, type Proposed, passFrame, propose } from './proposed.ts';

/**
 * How a fork and its origin stand to each other at these versions of both: the fork's text and then `bridge` is the
 * same as the origin's text, then what is `proposed`, then `unmerged`. Where both write at one place, the origin's stays to the left.
 */
export interface Meeting {
  origin: number;
  fork: number;
  /** What the origin got and the fork has not, as it goes on the fork's text. */
  bridge: readonly Written[];
  /** What the fork got and the origin has not, as it goes on the origin's text. */
  unmerged: readonly Written[];
  /** The open suggestion of the fork; null for none. */
  proposed: Proposed | null;
}

/** An entry of the log of a fork or an origin. */
export interface LoggedEntry extends Written {
  client: string;
  /** The first version of its frame. */
  frame: number;
  /** The suggestion that it accepts, if the fork is asking for that. */
  accepts?: string;
}

/** The logs of both after a meeting's versions. */
export interface LogsSince {
  origin: readonly LoggedEntry[];
  fork: readonly LoggedEntry[];
}

/** A merge or an update that stands in the logs: its mark, and the version of its last entry. */
export interface FoundTraffic {
  mark: ForkMark;
  version: number;
}

/** The meeting where the fork began: nothing is new on either side. */
export function beginning(origin: number, fork: number): Meeting {
  return { origin, fork, bridge: [], unmerged: [], proposed: null };
}

/**
 * The meeting at later versions of both, up to which neither log holds traffic between the two. It depends on where
 * one stops: only there, and at traffic, what was written is composed. A repeat must stop at the same versions.
 */
export function advance(meeting: Meeting, to: { origin: number; fork: number }, since: LogsSince): Meeting {
  const [byOrigin, byFork] = [to.origin - meeting.origin, to.fork - meeting.fork];
  const entries = since.origin.slice(0, byOrigin);
  const written =
    meeting.proposed === null
      ? originWrote(meeting, byAuthor(entries), byOrigin)
      : framesOf(entries).reduce(originCommitted, meeting);
  return forkWrote(written, byAuthor(since.fork.slice(0, byFork)), byFork);
}

/**
 * The meeting after a merge or an update that was made on `meeting`: `entries` is the log of the document that it went
 * to, from there on. What came in between is passed one by one, as the Document did. Null when it is not among them.
 */
export function settle(
  meeting: Meeting,
  mark: ForkMark,
  entries: readonly LoggedEntry[],
): { meeting: Meeting; version: number } | null {
  const start = entries.findIndex(({ client }) => isOf(client, mark));
  if (start < 0) return null;
  let end = start + 1;
  while (isOf(entries[end]?.client ?? '', mark)) end++;
  const isMerge = mark.kind === 'merge';
  let settled = meeting;
  for (const entry of entries.slice(0, start))
    settled = isMerge ? originWrote(settled, [entry], 1) : forkWrote(settled, [entry], 1);
  // A storage that failed in the middle has kept the first operations of it, never others.
  const side = isMerge ? 'unmerged' : 'bridge';
  const left = inOperations(settled[side], { members: LIMITS.opMembers, bytes: LIMITS.opBytes }).slice(
    end - start,
  );
  const count = end - start;
  const moved = isMerge ? { origin: settled.origin + count } : { fork: settled.fork + count };
  settled = { ...settled, ...moved, [side]: left };
  return { meeting: settled, version: isMerge ? settled.origin : settled.fork };
}

/**
 * The meeting after the last traffic of the fork `tag` in these logs, and that traffic in order; the same meeting, and
 * none, when they hold none. Throws when the logs contradict each other.
 */
export function replayTraffic(
  from: Meeting,
  tag: string,
  logs: LogsSince,
): { meeting: Meeting; traffic: FoundTraffic[] } {
  let meeting = from;
  const traffic: FoundTraffic[] = [];
  for (;;) {
    const since = {
      origin: logs.origin.slice(meeting.origin - from.origin),
      fork: logs.fork.slice(meeting.fork - from.fork),
    };
    const merge = firstMark(since.origin, 'merge', tag);
    const update = firstMark(since.fork, 'update', tag);
    // Traffic of one fork never overlaps: what was made on newer versions of the other side came later.
    const isMergeNext = merge !== null && (update === null || merge.mark.upTo <= meeting.fork + update.place);
    const next = isMergeNext ? merge : update;
    if (next === null) return { meeting, traffic };
    const { mark } = next;
    const to =
      mark.kind === 'merge' ? { origin: mark.base, fork: mark.upTo } : { origin: mark.upTo, fork: mark.base };
    if (to.origin < meeting.origin || to.fork < meeting.fork)
      throw new Error(`The ${mark.kind} up to ${mark.upTo} on ${mark.base} overlaps another`);
    const target = mark.kind === 'merge' ? 'origin' : 'fork';
    const rest = since[target].slice(to[target] - meeting[target]);
    const settled = settle(advance(meeting, to, since), mark, rest);
    if (settled === null) throw new Error(`The ${mark.kind} up to ${mark.upTo} is not where it was`);
    meeting = settled.meeting;
    traffic.push({ mark, version: settled.version });
  }
}

/** What is unmerged is proposed to the origin from now on, as the suggestion `id` of `by`. */
export function proposeUnmerged(meeting: Meeting, id: string, by: string): Meeting {
  return { ...meeting, proposed: propose(id, by, meeting.unmerged), unmerged: [] };
}

/** The suggestion is not open any more: what was not accepted of it is unmerged again. */
export function takeBackProposed(meeting: Meeting): Meeting {
  const { proposed, unmerged } = meeting;
  if (proposed === null) return meeting;
  return { ...meeting, proposed: null, unmerged: byAuthor([...changesOf(proposed), ...unmerged]) };
}

// One frame of the origin, while a suggestion of the fork is open there.
function originCommitted(meeting: Meeting, frame: readonly LoggedEntry[]): Meeting {
  const { proposed } = meeting;
  const [entry] = frame;
  if (proposed === null || entry === undefined) return originWrote(meeting, byAuthor(frame), frame.length);
  if (entry.accepts === proposed.id) {
    const rest = leftAfter(proposed, entry.delta);
    const left = rest.length === 0 ? null : { ...proposed, delta: rest };
    return { ...meeting, origin: meeting.origin + 1, proposed: left };
  }
  const passed = passFrame(proposed, frame);
  return { ...originWrote(meeting, passed.frame, frame.length), proposed: passed.proposed };
}

function framesOf(entries: readonly LoggedEntry[]): LoggedEntry[][] {
  const frames: LoggedEntry[][] = [];
  for (const entry of entries) {
    const last = frames[frames.length - 1];
    if (last?.[0]?.frame === entry.frame) last.push(entry);
    else frames.push([entry]);
  }
  return frames;
}

function originWrote(meeting: Meeting, written: readonly Written[], versions: number): Meeting {
  const passed = passEachOther(written, meeting.unmerged);
  return {
    ...meeting,
    origin: meeting.origin + versions,
    bridge: byAuthor([...meeting.bridge, ...passed.first]),
    unmerged: passed.later,
  };
}

function forkWrote(meeting: Meeting, written: readonly Written[], versions: number): Meeting {
  const passed = passEachOther(meeting.bridge, written);
  return {
    ...meeting,
    fork: meeting.fork + versions,
    bridge: passed.first,
    unmerged: byAuthor([...meeting.unmerged, ...passed.later]),
  };
}

function firstMark(
  entries: readonly LoggedEntry[],
  kind: ForkTraffic,
  tag: string,
): { mark: ForkMark; place: number } | null {
  for (const [place, { client }] of entries.entries()) {
    const mark = forkMarkOf(client);
    if (mark !== null && mark.kind === kind && mark.tag === tag) return { mark, place };
  }
  return null;
}

function isOf(client: string, { kind, tag, upTo, base }: ForkMark): boolean {
  const mark = forkMarkOf(client);
  return mark !== null && mark.kind === kind && mark.tag === tag && mark.upTo === upTo && mark.base === base;
}
