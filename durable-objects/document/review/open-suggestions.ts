import { composeFold } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { rebaseSuggestion } from '../../../src/ot/suggestions/rebase.ts';
import type { Frame } from '../collab/frame.ts';

/** The log that open suggestions follow. */
export interface FollowedLog {
  readonly version: number;
  /** The log is kept after this version. */
  readonly from: number;
  framesAfter(version: number): Iterable<CarryingFrame>;
}

/** A frame as far as suggestions need it. */
export type CarryingFrame = Pick<Frame, 'from' | 'to' | 'entries' | 'composed'>;

/** What is left of an open suggestion at a version; null for nothing. */
export interface Carried {
  version: number;
  delta: Delta | null;
}

interface Member extends Carried {
  /** The number of the text that it came from. */
  readonly text: number;
  // The version that it is stored at.
  stored: number;
}

/**
 * The open suggestions in memory. They follow the log frame by frame when they are asked for or the alarm looks, never
 * when an edit is accepted.
 */
export class OpenSuggestions {
  readonly #log: FollowedLog;
  readonly #members = new Map<string, Member>();

  constructor(log: FollowedLog) {
    this.#log = log;
  }

  /** Adds one as it was stored, or replaces it; `text` is the number of the text that it came from. */
  set(id: string, text: number, { version, delta }: { version: number; delta: Delta }): void {
    this.#members.set(id, { text, version, delta, stored: version });
  }

  remove(id: string): void {
    this.#members.delete(id);
  }

  /** The number of the text that one came from; undefined for one that is not here. */
  textOf(id: string): number | undefined {
    return this.#members.get(id)?.text;
  }

  /** What is left of one at the newest version; undefined for one that is not here. */
  at(id: string): Carried | undefined {
    this.#follow();
    return this.#members.get(id);
  }

  /** Those of which nothing is left. */
  get gone(): string[] {
    this.#follow();
    return [...this.#members].filter(([, { delta }]) => delta === null).map(([id]) => id);
  }

  /** The oldest version that one is at for which the log is no longer kept; null for none. */
  get behind(): number | null {
    const versions = this.#behind().map(({ version }) => version);
    return versions.length === 0 ? null : Math.min(...versions);
  }

  /** Carries those that are behind the kept log over the next archived frame. */
  catchUp(frame: CarryingFrame): void {
    for (const member of this.#behind()) carry(member, frame);
  }

  /** Those that were carried since they were stored. */
  *unstored(): Iterable<{ id: string; version: number; delta: Delta }> {
    this.#follow();
    for (const [id, { version, delta, stored }] of this.#members) {
      if (version > stored && delta !== null) yield { id, version, delta };
    }
  }

  /** They are stored as they are. */
  stored(): void {
    for (const member of this.#members.values()) member.stored = member.version;
  }

  #behind(): Member[] {
    return [...this.#members.values()].filter(({ version }) => version < this.#log.from);
  }

  #follow(): void {
    let from = this.#log.version;
    for (const { version } of this.#members.values()) {
      if (version >= this.#log.from) from = Math.min(from, version);
    }
    if (from === this.#log.version) return;
    for (const frame of this.#log.framesAfter(from)) {
      for (const member of this.#members.values()) carry(member, frame);
    }
  }
}

// A frame is one unit; of one that a suggestion lies inside, each member is.
function carry(member: Member, { from, to, entries, composed }: CarryingFrame): void {
  const { version, delta } = member;
  if (from > version || to <= version) return;
  const units = from === version ? [[composed]] : entries.slice(version - from).map((entry) => [entry.delta]);
  member.delta = delta && rebaseSuggestion(delta, units);
  member.version = to;
}

/** The log after version `from`, up to `to`, as the units that suggestions are carried over. */
export function* unitsBetween(
  log: Pick<FollowedLog, 'framesAfter'>,
  from: number,
  to: number,
): Iterable<readonly Delta[]> {
  if (from >= to) return;
  for (const frame of log.framesAfter(from)) {
    if (frame.from >= to) return;
    const deltas = frame.entries
      .slice(Math.max(0, from - frame.from), to - frame.from)
      .map((entry) => entry.delta);
    if (frame.from >= from) yield [frame.to <= to ? frame.composed : composeFold(deltas)];
    else for (const delta of deltas) yield [delta];
  }
}
