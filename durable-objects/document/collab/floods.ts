import { TokenBucket } from '../../../src/base/token-bucket.ts';

const JOINS_PER_SECOND = 2;
// All sockets of a user may reconnect at once, and each may have to join a second time.
const JOINS_BURST = 40;
// All sockets of a user together, or of a program; one of them may use half of it.
const OPS_PER_SECOND = 4_000;
const OPS_BURST = 400;
// Reading a refused message costs this much, however short it was.
const REFUSAL_LENGTH = 4 * 1024;
const REFUSED_PER_SECOND = 64 * 1024;
const REFUSED_BURST = 4 * 1024 * 1024;
// The log that is read and sent for clients that are far behind.
const CAUGHT_UP_PER_SECOND = 2 * 1024 * 1024;
const CAUGHT_UP_BURST = 32 * 1024 * 1024;
// A user that comes back finds the allowance as it was left; after this long it is full again, and may be forgotten.
const FORGET_MS = 120_000;
const FORGET_ABOVE = 1_000;

/** What an installation allows one user in one document: characters in a minute, replaced suggestions in an hour. */
export interface Allowed {
  readonly receivedPerMinute: number;
  readonly suggestionChangesPerHour: number;
}

/** What one user may use of a document, all their sockets and programs together. Sizes in characters. */
export class Allowance {
  readonly #received: TokenBucket;
  readonly #ops: TokenBucket;
  readonly #refused: TokenBucket;
  readonly #joins: TokenBucket;
  readonly #caughtUp: TokenBucket;
  readonly #changes: TokenBucket;
  /** When it was last asked, in ms. */
  usedAt: number;

  constructor({ receivedPerMinute, suggestionChangesPerHour }: Allowed, now: number) {
    const changesAtOnce = Math.max(1, suggestionChangesPerHour / 60);
    this.#changes = new TokenBucket(suggestionChangesPerHour / 3_600, changesAtOnce, now);
    this.#received = new TokenBucket(receivedPerMinute / 60, receivedPerMinute, now);
    this.#ops = new TokenBucket(OPS_PER_SECOND, OPS_BURST, now);
    this.#refused = new TokenBucket(REFUSED_PER_SECOND, REFUSED_BURST, now);
    this.#joins = new TokenBucket(JOINS_PER_SECOND, JOINS_BURST, now);
    this.#caughtUp = new TokenBucket(CAUGHT_UP_PER_SECOND, CAUGHT_UP_BURST, now);
    this.usedAt = now;
  }

  /** Whether a message of this length may be received. */
  mayReceive(now: number, length: number): boolean {
    this.usedAt = now;
    return this.#received.take(now, length);
  }

  /** Whether one more operation may be accepted. */
  mayEdit(now: number): boolean {
    return this.#ops.take(now);
  }

  /** Whether a message of this length may be refused with an answer; otherwise the socket is closed. */
  mayBeRefused(now: number, length: number): boolean {
    return this.#refused.take(now, REFUSAL_LENGTH + length);
  }

  /** Whether one more socket may join, or join again. */
  mayJoin(now: number): boolean {
    return this.#joins.take(now);
  }

  /** Whether a suggestion may be replaced once more. */
  mayReplace(now: number): boolean {
    return this.#changes.take(now);
  }

  /** Whether this much of the log may be read now for a catch-up; if not, the catch-up waits. */
  mayCatchUp(now: number, length: number): boolean {
    return this.#caughtUp.take(now, Math.min(length, CAUGHT_UP_BURST));
  }
}

/** A reader of a document: a user, or one of the user's programs. */
export interface Reader {
  user: { id: string };
  program?: boolean;
  credentialId: string;
}

/** The allowances of the users of a document, including recent ones. In memory only: after a wake all are full. */
export class Floods {
  readonly #allowed: Allowed;
  readonly #byUser = new Map<string, Allowance>();
  // Scanning all of them for each new user would cost the square of a crowd.
  #forgetAbove = FORGET_ABOVE;

  constructor(allowed: Allowed) {
    this.#allowed = allowed;
  }

  /** The allowance for joins and catch-ups: a program has one of its own, so that it takes none of its user's. */
  ofReader({ user, program, credentialId }: Reader, now: number): Allowance {
    return this.of(program ? `program ${credentialId}` : user.id, now);
  }

  /** The allowance of this user. */
  of(userId: string, now: number): Allowance {
    let allowance = this.#byUser.get(userId);
    if (allowance === undefined) {
      if (this.#byUser.size >= this.#forgetAbove) this.#forget(now);
      allowance = new Allowance(this.#allowed, now);
      this.#byUser.set(userId, allowance);
    }
    allowance.usedAt = now;
    return allowance;
  }

  #forget(now: number): void {
    for (const [userId, { usedAt }] of this.#byUser) {
      if (now - usedAt > FORGET_MS) this.#byUser.delete(userId);
    }
    this.#forgetAbove = Math.max(FORGET_ABOVE, 2 * this.#byUser.size);
  }
}
