import { type Anchor, moveAnchor, rangeOf, spanOf } from '../../../src/ot/anchor.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import type { Frame } from '../collab/frame.ts';

/** The log that anchors follow. */
interface FollowedLog {
  readonly version: number;
  framesAfter(version: number): Iterable<Pick<Frame, 'from' | 'entries'>>;
}

/** An anchor with the version that it is at. */
export interface AnchorAt {
  id: string;
  version: number;
  anchor: Anchor;
}

// Most operations are far from most anchors: those only shift, which costs an addition.
class Member {
  readonly id: string;
  // As stored: what is not written again.
  stored: Anchor | null;
  #anchor: Anchor;
  #shift = 0;
  #length: number;

  constructor(id: string, anchor: Anchor, stored: Anchor | null) {
    this.id = id;
    this.stored = stored;
    this.#anchor = anchor;
    this.#length = rangeOf(anchor).length;
  }

  get index(): number {
    return this.#anchor.index + this.#shift;
  }

  get end(): number {
    return this.index + this.#length;
  }

  get anchor(): Anchor {
    if (this.#shift !== 0) {
      this.#anchor = { ...this.#anchor, index: this.index };
      this.#shift = 0;
    }
    return this.#anchor;
  }

  set anchor(anchor: Anchor) {
    this.#anchor = anchor;
    this.#shift = 0;
    this.#length = rangeOf(anchor).length;
  }

  shift(by: number): void {
    this.#shift += by;
  }
}

/**
 * The anchors of the threads in memory, all on one version, in the order of the text. They follow the log when they are
 * asked for or the alarm looks, never when an edit is accepted. Two that have met keep their order.
 */
export class Anchors {
  readonly #log: FollowedLog;
  readonly #members: Member[] = [];
  readonly #regained = new Set<string>();
  #version: number;

  /** `stored` is in the order of versions, then of the text. */
  constructor(log: FollowedLog, stored: Iterable<AnchorAt>) {
    this.#log = log;
    this.#version = log.version;
    let isFirst = true;
    for (const { id, version, anchor } of stored) {
      if (isFirst) this.#version = version;
      isFirst = false;
      this.#advance(version);
      this.#insert(new Member(id, anchor, anchor));
    }
  }

  /** The version that they are at. */
  get version(): number {
    return this.#version;
  }

  /** Brings them to the newest version. */
  follow(): void {
    this.#advance(this.#log.version);
  }

  /** Where a thread is; null when it has no anchor. */
  rangeOf(id: string): Range | null {
    const member = this.#members.find((one) => one.id === id);
    return member === undefined ? null : rangeOf(member.anchor);
  }

  /** The threads with their anchors, in the order of the text. */
  *list(): Iterable<{ id: string; anchor: Anchor }> {
    for (const { id, anchor } of this.#members) yield { id, anchor };
  }

  /** Adds an anchor at this version. */
  add(id: string, anchor: Anchor): void {
    this.#insert(new Member(id, anchor, null));
  }

  remove(id: string): void {
    const at = this.#members.findIndex((one) => one.id === id);
    if (at >= 0) this.#members.splice(at, 1);
    this.#regained.delete(id);
  }

  /** The threads that got back what was deleted from them, since `told`. */
  get regained(): readonly string[] {
    return [...this.#regained];
  }

  /** What they got back was told. */
  told(): void {
    this.#regained.clear();
  }

  /** The anchors that differ from what is stored. */
  *unstored(): Iterable<{ id: string; anchor: Anchor }> {
    for (const { id, anchor, stored } of this.#members) if (anchor !== stored) yield { id, anchor };
  }

  /** They are stored as they are. */
  stored(): void {
    for (const member of this.#members) member.stored = member.anchor;
  }

  #advance(version: number): void {
    if (version <= this.#version) return;
    for (const { from, entries } of this.#log.framesAfter(this.#version)) {
      if (from >= version) break;
      for (const { delta } of entries.slice(Math.max(0, this.#version - from), version - from))
        this.#move(delta);
    }
    this.#version = version;
    // What came back may begin further to the left.
    if (this.#regained.size > 0) this.#members.sort((a, b) => a.index - b.index);
  }

  #move(delta: Delta): void {
    const span = spanOf(delta);
    if (span === null) return;
    const { from, to, growth } = span;
    for (const member of this.#members) {
      if (member.end < from) continue;
      if (member.index > to) {
        member.shift(growth);
        continue;
      }
      const { anchor, regained } = moveAnchor(member.anchor, delta);
      if (anchor !== member.anchor) member.anchor = anchor;
      if (regained) this.#regained.add(member.id);
    }
  }

  #insert(member: Member): void {
    const at = this.#members.findIndex(({ index }) => index > member.index);
    this.#members.splice(at < 0 ? this.#members.length : at, 0, member);
  }
}
