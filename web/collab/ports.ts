import type { Delta } from '../../src/ot/op.ts';
import type {
  RejectCode,
  RenamedMessage,
  RestoredMessage,
  RosterEntry,
} from '../../src/protocol/messages.ts';
import type { Thread } from '../../src/protocol/review.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { Clock } from './clock.ts';
import type { ReviewFollower } from './review/follower.ts';
import type { ReviewDeps } from './review/review-feed.ts';
import type { Snapshot } from './snapshot-parser.ts';

/** One open socket, as a DocumentClient sees it. */
export interface Transport {
  send(text: string): void;
  /** Drops this socket; the connection opens another one. */
  reconnect(): void;
}

/**
 * The text surface that a DocumentClient keeps in step. Every call is synchronous. A call that throws ends the client,
 * and the next call is `load`: it has to work on an editor that was left half-way.
 */
export interface EditorPort {
  /**
   * Replaces everything shown by the server's text. It holds no unsent edits: after a reset those are refused and kept.
   */
  load(ops: Delta): void;
  /**
   * Applies one remote change, or the undo of a refused operation, already transformed to what is shown; called at most
   * once per received message.
   */
  apply(delta: Delta): void;
  /** Reports, through `DocumentClient.edit`, what the user changed and the editor has not reported yet. */
  flush(): void;
  /**
   * Called in place of `apply`, and for every frame, where an editor has it: it shows more than the text, such as
   * suggestions over it.
   */
  receive?(change: ReceivedChange): void;
}

/** A frame, or the undo of a refused operation, for an editor that shows more than the text. */
export interface ReceivedChange {
  /** The version that the client is about to hold. */
  to: number;
  /** The frame as the server has it, as one change of the received text; empty for an undo. */
  frame: Delta;
  /** Whether any of it is several frames composed: nothing that is rebased frame by frame can follow it. */
  composed: boolean;
  /** The change of the text that the client shows; null for none. */
  shown: Delta | null;
  /** What will be unacknowledged: each on the text after those before it, the first on the received text. */
  unsent: readonly Delta[];
}

/** What an editor instance owes the server, as stored in the outbox before it is sent. */
export interface OutboxRecord {
  docId: string;
  client: string;
  userId: string;
  /** The version that `inflight` and `pending` are based on. */
  version: number;
  /** The generation of the log that `version` belongs to; absent, meaning 0, in records of older pages. */
  generation?: number;
  /** The last `seq` used. */
  seq: number;
  inflight: { seq: number; delta: Delta } | null;
  pending: Delta | null;
  /** ms since 1970. */
  savedAt: number;
}

/** An operation that the server refused, kept so that its author can get it back. */
export interface KeptEdit {
  id: string;
  docId: string;
  userId: string;
  code: RejectCode | 'reset' | 'forbidden' | 'deleted' | 'broken' | 'unsure';
  message: string;
  delta: Delta;
  /** ms since 1970. */
  at: number;
}

/** Durable storage for edits that the server has not acknowledged. A resolved promise means that they are durable. */
export interface Outbox {
  save(record: OutboxRecord): Promise<void>;
  remove(docId: string, client: string): Promise<void>;
  /** Marks `client` as alive in this tab, until the tab dies or `release`. */
  claim(docId: string, client: string): Promise<void>;
  release(docId: string, client: string): Promise<void>;
  /** A record of this user and document whose tab is dead, claimed for the caller; null for none. */
  adopt(docId: string, userId: string): Promise<OutboxRecord | null>;
  keep(edit: KeptEdit): Promise<void>;
  kept(docId: string, userId: string): Promise<KeptEdit[]>;
  forget(id: string): Promise<void>;
  /** Calls `listener` when stored edits may be gone; returns how to unsubscribe. */
  onLost?(listener: () => void): () => void;
}

/** The status of the user's own edits, as the badge shows it. */
export type Status =
  /** Nothing is shown yet. */
  | { state: 'loading' }
  /** Everything typed is committed; `version` has been received. */
  | { state: 'saved'; version: number }
  /** Connected; some edits are not acknowledged yet. */
  | { state: 'saving'; version: number }
  /** Not connected; `edits` changes of the user's own wait on this device. */
  | { state: 'offline'; edits: number }
  /** The client threw: nothing can be typed, and the document is about to be loaded again. */
  | { state: 'rebuilding' }
  /** The client does not connect again by itself. Unsent edits stay in the outbox. */
  | { state: 'stopped'; reason: StopReason };

/** Why a client does not connect again by itself; `broken`: the client or the editor threw. */
export type StopReason =
  | 'protocol_error'
  | 'forbidden'
  | 'not_found'
  | 'superseded'
  | 'deleted'
  | 'unauthenticated'
  | 'broken';

/** Another client (or the same user in another tab), with its selection in the text that the editor shows now. */
export type Peer = RosterEntry;

/** Events of the document other than changes of its text. */
export type News = RenamedMessage | RestoredMessage;

/** What a DocumentClient reports to its host. No callback may throw. */
export interface ClientEvents {
  status(status: Status): void;
  /** The other clients that are here, and how many more are not named. */
  peers(peers: readonly Peer[], more: number): void;
  role(role: Role): void;
  /** An operation was refused: it has been undone in the editor, and is kept in the outbox. */
  rejected(edit: KeptEdit): void;
  /** Everything up to `version` is in the archive; called each time that changes. */
  synced(version: number): void;
  /** The document has a new title, or the text of an older version was restored. */
  news?(news: News): void;
  /**
   * How many of the user's changes this device refuses to store and the server does not have: closing the page loses
   * them.
   */
  unkept?(edits: number): void;
  /**
   * The threads of the document, after each change of what they say; where they are now, `DocumentClient.ranges` tells.
   * Null: this server has none, or this user may not read them.
   */
  threads?(threads: readonly Thread[] | null): void;
}

/** What a DocumentClient works with. */
export interface DocumentClientOptions {
  docId: string;
  userId: string;
  editor: EditorPort;
  outbox: Outbox;
  events: ClientEvents;
  /** Reads the snapshot at a URL from `joined`. Rejects unless it is complete. */
  fetchSnapshot(url: string): Promise<Snapshot>;
  /** Makes what follows the review; without it, it is not followed. */
  review?: ((deps: ReviewDeps) => ReviewFollower) | undefined;
  clock?: Clock;
  /**
   * Whether it is a page in which a person writes: no program may use its client id, whether the page is online or not.
   */
  page?: boolean;
  /** What a dead tab left: its edits are sent under its client id, without an editor. */
  resume?: OutboxRecord;
  /** The outbox does not hold `resume` yet. */
  unrecorded?: boolean;
}
