import type { Close } from '../../../src/protocol/close-codes.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { Cursor, RosterEntry, ServerMessage, User } from '../../../src/protocol/messages.ts';
import type { Offer } from '../../../src/protocol/offers.ts';
import { type Role, weakerRole } from '../../../src/protocol/role.ts';
import type { CatchUpFlow } from './catch-up-flow.ts';
import type { ConnectionGrant } from './connection-grant.ts';
import type { Allowance } from './floods.ts';
import type { Sink } from './sink.ts';
import { type Standing, standingAt } from './standing.ts';
import { TokenBucket } from './token-bucket.ts';

/** Everything about a socket that has to survive hibernation; under 16 KiB. */
export interface Attachment {
  user: User;
  /** What the user may do. */
  standing: Standing;
  /** What the credential allows at most. */
  strongestRole: Role;
  /** The role that it acts in: the weaker of the two. */
  role: Role;
  docId: string;
  /** Where the document is pinned. */
  region: NonNullable<ConnectionGrant['region']> | null;
  /** The session or API token that it was opened with, or that has taken its place. */
  credentialId: string;
  /** Whether that is an API token. */
  program?: boolean;
  /** Whether the user's channel knows that this credential has a socket here. */
  announced: boolean;
  /** ms since 1970; null for a credential that does not expire. */
  expiresAt: number | null;
  /** The origin that signed URLs are made absolute with. */
  origin: string;
  /** What the wire has grown by that the client understands; a socket of before that was kept has none. */
  offers?: readonly Offer[];
  connectedAt: number;
  /** Set by `join`. */
  client: string | null;
  cursor: Cursor;
  /** The version that `cursor` is relative to. */
  cursorVersion: number;
  /** The last version that the client is known to hold. */
  confirmedVersion: number;
  /** It has written, or moved a caret. */
  active?: boolean;
  /** The others know of it by name; false for one that is only counted. Without it, of before that, they do. */
  named?: boolean;
  /** Another socket joined under this client id, or this one was closed: whatever still arrives is ignored. */
  gone: boolean;
}

/** Who opens a socket, as its attachment begins. */
export type Admission = Pick<
  Attachment,
  | 'user'
  | 'standing'
  | 'strongestRole'
  | 'docId'
  | 'region'
  | 'credentialId'
  | 'expiresAt'
  | 'origin'
  | 'offers'
  | 'program'
>;

const OPS_PER_SECOND = 1_000;
// A client has one operation on the way: more than a few at once are no client's.
const OPS_BURST = 100;
const OTHERS_PER_SECOND = 50;
const OTHERS_BURST = 200;
const JOINS_PER_SECOND = 0.5;
const JOINS_BURST = 5;
const EXPIRY_GRACE_MS = 60_000;

/** A sink with its attachment, and what of it may be forgotten in hibernation. */
export class Connection {
  readonly sink: Sink;
  readonly state: Attachment;
  /** How much of everything that was ever sent the client has confirmed, in characters (see Broadcast). */
  confirmedLength = 0;
  /** The catch-up that it waits for: until it is through it hears of nothing else. Null for none. */
  catchUp: CatchUpFlow | null = null;
  /** When this client last sent an operation, in ms. */
  lastOpAt = 0;
  readonly ops: TokenBucket;
  readonly others: TokenBucket;
  readonly joins: TokenBucket;
  /** What its user may still have; null until it has said something. */
  allowance: Allowance | null = null;

  constructor(sink: Sink, state: Attachment, now: number) {
    this.sink = sink;
    this.state = state;
    this.ops = new TokenBucket(OPS_PER_SECOND, OPS_BURST, now);
    this.others = new TokenBucket(OTHERS_PER_SECOND, OTHERS_BURST, now);
    this.joins = new TokenBucket(JOINS_PER_SECOND, JOINS_BURST, now);
  }

  /** Whether messages may be sent to it and are taken from it; one that is closing shows when it is sent to. */
  get open(): boolean {
    return !this.state.gone;
  }

  /** Whether it has joined and is still there. */
  get joined(): boolean {
    return this.state.client !== null && this.open;
  }

  /** Who may use its client id: the API token that it came by, or its user by any of their sessions ('' then). */
  get holder(): string {
    return this.state.program ? this.state.credentialId : '';
  }

  /** Whether its client understands this addition to the wire; to any other socket it is not sent. */
  offers(name: Offer): boolean {
    return this.state.offers?.includes(name) ?? false;
  }

  /** Whether its credential ran out, grace included. */
  expired(now: number): boolean {
    return this.state.expiresAt !== null && now > this.state.expiresAt + EXPIRY_GRACE_MS;
  }

  /** Whether what its user might do has ended by itself, and nothing comes after it. */
  ended(now: number): boolean {
    return standingAt(this.state.standing, now) === null;
  }

  /** When something about it ends by itself, in ms since 1970; infinite for never. */
  get endsAt(): number {
    const { standing, expiresAt } = this.state;
    return Math.min(
      standing.endsAt ?? Number.POSITIVE_INFINITY,
      expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt + EXPIRY_GRACE_MS + 1,
    );
  }

  /**
   * Its selection at `version` is now this. The length there is not at hand; no later position can lie beyond the limit of a
   * document.
   */
  select(cursor: Cursor, version: number): void {
    const index = Math.min(cursor?.index ?? 0, LIMITS.documentBytes);
    this.state.cursor = cursor && { index, length: Math.min(cursor.length, LIMITS.documentBytes - index) };
    this.state.cursorVersion = version;
  }

  /** What its user may do is now this. Whether it acts in another role than before. */
  stand(standing: Standing): boolean {
    const { state } = this;
    const before = state.role;
    state.standing = standing;
    state.role = weakerRole(standing.role, state.strongestRole);
    this.save();
    return state.role !== before;
  }

  /** Makes the attachment survive hibernation as it is now. */
  save(): void {
    this.sink.serializeAttachment?.(this.state);
  }

  /** Sends text as it is; a socket that is already closing is no error. */
  sendText(text: string): void {
    if (!this.open) return;
    try {
      this.sink.send(text);
    } catch {
      this.state.gone = true;
    }
  }

  send(message: ServerMessage): void {
    this.sendText(JSON.stringify(message));
  }

  /** Closes it, saying why first; whatever still arrives from it is ignored. */
  close(close: Close, message?: string): void {
    if (!this.open) return;
    if (message !== undefined) this.send({ type: 'error', code: close.reason, message });
    this.state.gone = true;
    try {
      this.save();
      this.sink.close(close.code, close.reason);
    } catch {
      // It went away by itself in this very moment.
    }
  }

  /** How it stands in the roster; its selection as last transformed. */
  rosterEntry(): RosterEntry {
    const { client, user, role, cursor } = this.state;
    return { client: client ?? '', user, role, cursor };
  }
}

/** What a fresh socket's attachment holds. */
export function newAttachment(admission: Admission, now: number): Attachment {
  return {
    ...admission,
    role: weakerRole(admission.standing.role, admission.strongestRole),
    announced: false,
    connectedAt: now,
    client: null,
    cursor: null,
    cursorVersion: 0,
    confirmedVersion: 0,
    gone: false,
  };
}
