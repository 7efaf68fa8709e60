import { type ForkTraffic, forkTag, markedClientId } from '../../../src/base/fork-mark.ts';
import { newClientId, randomId } from '../../../src/base/ids.ts';
import {
  advance,
  beginning,
  type LoggedEntry,
  type LogsSince,
  type Meeting,
  proposeUnmerged,
  replayTraffic,
  settle,
  takeBackProposed,
} from '../../../src/content/fork/meeting.ts';
import { isWhole } from '../../../src/content/fork/proposed.ts';
import { plain } from '../../../src/ot/authored.ts';
import { compose } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { hunkDeltas } from '../../../src/ot/suggestions/hunks.ts';
import { rebaseSuggestion } from '../../../src/ot/suggestions/rebase.ts';
import { splitSuggestion } from '../../../src/ot/suggestions/split.ts';
import { carryOver } from '../../../src/ot/written.ts';

const FORK_ID = 'fork0000000000000000000';
const TAG = forkTag(FORK_ID);

/** A document as its log: the text at each version. */
export class Side {
  readonly log: LoggedEntry[] = [];
  readonly texts: Delta[];

  constructor(text: Delta) {
    this.texts = [text];
  }

  get text(): Delta {
    return this.texts[this.texts.length - 1] as Delta;
  }

  get version(): number {
    return this.log.length;
  }

  /** Writes an entry; `joins`: in the frame of the one before. */
  write(by: string, delta: Delta, { client, accepts, joins = false }: Entry = {}): void {
    const last = this.log[this.log.length - 1];
    const frame = joins && last?.accepts === undefined ? (last?.frame ?? 1) : this.version + 1;
    this.log.push({
      by,
      delta,
      client: client ?? newClientId(by.padEnd(16, '_')),
      frame,
      ...(accepts !== undefined && { accepts }),
    });
    this.texts.push(compose(this.text, delta));
  }
}

interface Entry {
  client?: string;
  accepts?: string;
  joins?: boolean;
}

/** A suggestion as the Document of the origin has it. */
interface Suggested {
  id: string;
  version: number;
  delta: Delta | null;
  isOpen: boolean;
}

/** A fork and its origin, without a server: what is kept of them, and what stands in their logs. */
export class Pair {
  readonly origin: Side;
  readonly fork: Side;
  /** As it is stored: what was not recorded is found again in the logs. */
  stored: Meeting = beginning(0, 0);
  suggested: Suggested | null = null;

  constructor(text: Delta) {
    this.origin = new Side(text);
    this.fork = new Side(text);
  }

  /**
   * Merges or updates; `meanwhile` writes to the document that it goes to after it was made and before it is
   * committed. Without `records` the server dies after the commit. Returns the version; null for nothing new.
   */
  carry(
    kind: ForkTraffic,
    { meanwhile = () => {}, records = true }: { meanwhile?: () => void; records?: boolean } = {},
  ): number | null {
    let known = this.found();
    let met = this.#now(known);
    if (kind === 'merge' && met.proposed !== null) {
      met = known = this.stored = this.#takenBack(met);
    }
    const target = kind === 'merge' ? this.origin : this.fork;
    const [base, upTo] = kind === 'merge' ? [met.origin, met.fork] : [met.fork, met.origin];
    const mark = { kind, tag: TAG, upTo, base };
    meanwhile();
    const between = target.log.slice(base).map(({ delta }) => delta);
    const [changes, side] =
      kind === 'merge' ? ([met.unmerged, 'after'] as const) : ([met.bridge, 'before'] as const);
    for (const { by, delta } of carryOver(changes, side, between))
      target.write(by, delta, { client: markedClientId(by.padEnd(16, '_'), mark) });
    const settled = settle(met, mark, target.log.slice(base));
    if (records) this.stored = settled?.meeting ?? known;
    return settled?.version ?? null;
  }

  /** Suggests what is new in the fork to the origin, in place of what was suggested before. */
  suggest(by: string): void {
    const now = this.#now(this.found());
    const followed = this.#followed(now);
    if (followed.meeting.unmerged.length === 0 && followed.isWhole) return;
    const back = this.#takenBack(followed.meeting);
    this.stored = back.unmerged.length === 0 ? back : proposeUnmerged(back, randomId(), by);
    const { proposed } = this.stored;
    if (proposed === null) return;
    this.suggested = {
      id: proposed.id,
      version: this.stored.origin,
      delta: plain(proposed.delta),
      isOpen: true,
    };
  }

  /** Decides on the open suggestion as the Document does: on these hunks of it, or all of it. */
  decide(kind: 'accept' | 'reject', by: string, choose: (count: number) => readonly number[] | null): void {
    const delta = this.#carried();
    const { suggested } = this;
    if (suggested === null || delta === null) return;
    const count = hunkDeltas(delta).length;
    const hunks = choose(count);
    const chosen = new Set(hunks ?? Array.from({ length: count }, (_, i) => i));
    const others = new Set(Array.from({ length: count }, (_, i) => i).filter((i) => !chosen.has(i)));
    if (chosen.size === 0) return;
    if (kind === 'reject') {
      this.#leave(splitSuggestion(delta, others).decided);
      return;
    }
    const { decided, rest } = splitSuggestion(delta, chosen);
    this.origin.write(by, decided, { accepts: suggested.id });
    this.#leave(rest);
  }

  /** What is stored, with the traffic in the logs that was not recorded. */
  found(): Meeting {
    return replayTraffic(this.stored, TAG, this.#since(this.stored)).meeting;
  }

  #now(known: Meeting): Meeting {
    const to = { origin: this.origin.version, fork: this.fork.version };
    return advance(known, to, this.#since(known));
  }

  #followed(meeting: Meeting): { meeting: Meeting; isWhole: boolean } {
    const delta = this.#carried();
    const { proposed } = meeting;
    if (proposed === null) return { meeting, isWhole: true };
    if (this.suggested?.id !== proposed.id || !this.suggested.isOpen || delta === null)
      return { meeting: takeBackProposed(meeting), isWhole: false };
    return { meeting, isWhole: isWhole(proposed, delta) };
  }

  #takenBack(meeting: Meeting): Meeting {
    if (this.suggested !== null) this.suggested.isOpen = false;
    return takeBackProposed(meeting);
  }

  #carried(): Delta | null {
    const { suggested } = this;
    if (suggested === null || suggested.delta === null || !suggested.isOpen) return null;
    const frames = new Map<number, Delta[]>();
    for (const { frame, delta } of this.origin.log.slice(suggested.version))
      frames.set(frame, [...(frames.get(frame) ?? []), delta]);
    suggested.delta = rebaseSuggestion(suggested.delta, frames.values());
    suggested.version = this.origin.version;
    if (suggested.delta === null) suggested.isOpen = false;
    return suggested.delta;
  }

  #leave(rest: Delta): void {
    const { suggested } = this;
    if (suggested === null) return;
    this.suggested = {
      ...suggested,
      version: this.origin.version,
      delta: rest.length === 0 ? null : rest,
      isOpen: rest.length > 0,
    };
  }

  #since({ origin, fork }: Meeting): LogsSince {
    return { origin: this.origin.log.slice(origin), fork: this.fork.log.slice(fork) };
  }
}
