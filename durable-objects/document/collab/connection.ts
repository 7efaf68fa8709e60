import { TokenBucket } from '../../../src/base/token-bucket.ts';
import type { Close } from '../../../src/protocol/close-codes.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { Cursor, RosterEntry, ServerMessage, User } from '../../../src/protocol/messages.ts';
import type { Offer } from '../../../src/protocol/offers.ts';
import { may } from '../../../src/protocol/permissions.ts';
import { type Role, weakerRole } from '../../../src/protocol/role.ts';
import type { CatchUpFlow } from './catch-up-flow.ts';
import type { ConnectionGrant } from './connection-grant.ts';
import type { Allowance } from './floods.ts';
import type { Sink } from './sink.ts';
import { type Standing, standingAt } from './standing.ts';

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
  /** Where the document is pinned; null for nowhere. */
  region: NonNullable<ConnectionGrant['region']> | null;
  /** The session or API token that opened it, or that has replaced the first one. */
  credentialId: string;
  /** Whether that is an API token. */
  program?: boolean;
  /** Whether the user's channel knows that this credential has a socket here. */
  announced: boolean;
  /** ms since 1970; null for a credential that does not expire. */
  expiresAt: number | null;
  /** The origin that signed URLs are made absolute with. */
  origin: string;
  /** The additions to the protocol that the client understands; absent in attachments of older releases. */
  offers?: readonly Offer[];
  connectedAt: number;
  /** Set by `join`. */
  client: string | null;
  /**
   * What short frames name it by: no other socket of this object has it. Set by `join`; absent in attachments of older
   * releases.
   */
  number?: number;
  cursor: Cursor;
  /** The version that `cursor` is relative to. */
  cursorVersion: number;
  /** The last version that the client is known to hold. */
  confirmedVersion: number;
  /** Whether it has written or moved a caret. */
  active?: boolean;
  /**
   * Whether the other clients know it by name; false for one that is only counted. Absent in attachments of older
   * releases: named.
   */
  named?: boolean;
  /** Another socket joined under this client id, or this one was closed: messages that still arrive are ignored. */
  gone: boolean;
}

/** The first part of a new socket's attachment: its user, rights and credential. */
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

const OPS_PER_SECOND = 2_000;
// A correct client has one operation in flight: many at once come from something else.
const OPS_BURST = 200;
const OTHERS_PER_SECOND = 50;
const OTHERS_BURST = 200;
const JOINS_PER_SECOND = 0.5;
const JOINS_BURST = 5;
const EXPIRY_GRACE_MS = 60_000;

/** A sink with its attachment, and the state that hibernation may drop. */
export class Connection {
  readonly sink: Sink;
  readonly state: Attachment;
  /** How many of the characters ever broadcast the client has confirmed (see Broadcast). */
  confirmedLength = 0;
  /** The running catch-up: until it ends, nothing else is sent to the client. Null for none. */
  catchUp: CatchUpFlow | null = null;
  /** When this client last sent an operation that was accepted, in ms: frames wait for no one else. */
  lastOpAt = 0;
  readonly ops: TokenBucket;
  readonly others: TokenBucket;
  readonly joins: TokenBucket;
  /** What its user may still use; null until it sends its first message. */
  allowance: Allowance | null = null;
  /** Whether its operations and frames have the short form. */
  readonly short: boolean;

  constructor(sink: Sink, state: Attachment, now: number) {
    this.sink = sink;
    this.state = state;
    this.ops = new TokenBucket(OPS_PER_SECOND, OPS_BURST, now);
    this.others = new TokenBucket(OTHERS_PER_SECOND, OTHERS_BURST, now);
    this.joins = new TokenBucket(JOINS_PER_SECOND, JOINS_BURST, now);
    this.short = this.offers('short.v1');
  }

  /**
   * Whether messages may be sent to it and are accepted from it. A socket that the client is closing shows only on a
   * send.
   */
  get open(): boolean {
    return !this.state.gone;
  }

  /** Whether it has joined and is still there. */
  get joined(): boolean {
    return this.state.client !== null && this.open;
  }

  /** The holder of its client id: its API token, or '' for its user through any of the user's sessions. */
  get holder(): string {
    return this.state.program ? this.state.credentialId : '';
  }

  /** Whether its client understands this addition to the protocol; it is sent to no other socket. */
  offers(name: Offer): boolean {
    return this.state.offers?.includes(name) ?? false;
  }

  /** Whether it is told of the review: its client offered to understand that, and its user reads threads. */
  get readsThreads(): boolean {
    const { user, role } = this.state;
    return this.offers('review.v1') && may(role, 'readThreads', user.guest ? 'guest' : 'person');
  }

  /** Whether its credential has expired, including the grace period. */
  expired(now: number): boolean {
    return this.state.expiresAt !== null && now > this.state.expiresAt + EXPIRY_GRACE_MS;
  }

  /** Whether its user's role has expired and no other role follows. */
  ended(now: number): boolean {
    return standingAt(this.state.standing, now) === null;
  }

  /** When its role or its credential expires, in ms since 1970; infinite for never. */
  get endsAt(): number {
    const { standing, expiresAt } = this.state;
    return Math.min(
      standing.endsAt ?? Number.POSITIVE_INFINITY,
      expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt + EXPIRY_GRACE_MS + 1,
    );
  }

  /**
   * Sets its selection, at `version`. The length of the text there is not at hand, so the limit of a document bounds
   * it.
   */
  select(cursor: Cursor, version: number): void {
    const index = Math.min(cursor?.index ?? 0, LIMITS.documentBytes);
    this.state.cursor = cursor && { index, length: Math.min(cursor.length, LIMITS.documentBytes - index) };
    this.state.cursorVersion = version;
  }

  /** Sets what its user may do. Returns whether its role changed. */
  stand(standing: Standing): boolean {
    const { state } = this;
    const before = state.role;
    state.standing = standing;
    state.role = weakerRole(standing.role, state.strongestRole);
    this.save();
    return state.role !== before;
  }

  /** Stores the attachment, so that it survives hibernation. */
  save(): void {
    this.sink.serializeAttachment?.(this.state);
  }

  /** Sends text as it is; a socket that is already closing is not an error. */
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

  /** Closes it, after sending the reason; messages that still arrive from it are ignored. */
  close(close: Close, message?: string): void {
    if (!this.open) return;
    if (message !== undefined) this.send({ type: 'error', code: close.reason, message });
    this.state.gone = true;
    try {
      this.save();
      this.sink.close(close.code, close.reason);
    } catch {
      // It closed by itself at this very moment.
    }
  }

  /** Its entry in the roster, with its selection as last transformed. */
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
