import type { Delta, Range } from '../../../src/ot/op.ts';
import type { OpsMessage } from '../../../src/protocol/messages.ts';
import type { ReviewMessage } from '../../../src/protocol/review.ts';
import type { ReviewFollower } from '../review/follower.ts';

/** The threads and the suggestions of one document, each followed by its own. */
export class FollowBoth implements ReviewFollower {
  readonly #threads: ReviewFollower;
  readonly #all: readonly ReviewFollower[];

  constructor(threads: ReviewFollower, suggestions: ReviewFollower) {
    this.#threads = threads;
    this.#all = [threads, suggestions];
  }

  get isFollowed(): boolean {
    return this.#threads.isFollowed;
  }

  ranges(unsent: readonly Delta[]): ReadonlyMap<string, Range | null> {
    return this.#threads.ranges(unsent);
  }

  joined(review: number | undefined, restart: boolean): void {
    for (const one of this.#all) one.joined(review, restart);
  }

  loaded(version: number): void {
    for (const one of this.#all) one.loaded(version);
  }

  live(): void {
    for (const one of this.#all) one.live();
  }

  offline(): void {
    for (const one of this.#all) one.offline();
  }

  advanced(message: OpsMessage): void {
    for (const one of this.#all) one.advanced(message);
  }

  received(message: ReviewMessage): void {
    for (const one of this.#all) one.received(message);
  }
}
