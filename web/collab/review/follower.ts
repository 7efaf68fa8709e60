import type { Delta, Range } from '../../../src/ot/op.ts';
import type { OpsMessage } from '../../../src/protocol/messages.ts';
import type { ReviewMessage } from '../../../src/protocol/review.ts';

/** What follows the review of a document beside its text, in the order of the socket. No call may throw. */
export interface ReviewFollower {
  /** Whether the server tells the review to this client. */
  readonly isFollowed: boolean;
  /** Where each thread is after the operations `unsent`, which are on the received text. */
  ranges(unsent: readonly Delta[]): ReadonlyMap<string, Range | null>;
  /**
   * The server answered the join. `review` is the number of the last change; undefined: it tells none. `restart`: what
   * is held is of a log that is gone.
   */
  joined(review: number | undefined, restart: boolean): void;
  /** The text was replaced by that of `version`. */
  loaded(version: number): void;
  /** The catch-up is complete. */
  live(): void;
  /** The socket is gone, or the client has ended. */
  offline(): void;
  /** The client took a frame of the text. */
  advanced(message: OpsMessage): void;
  /** A frame of the review arrived. */
  received(message: ReviewMessage): void;
}
