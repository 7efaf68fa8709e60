import type { Delta } from '../../src/ot/op.ts';
import type {
  RejectCode,
  RenamedMessage,
  RestoredMessage,
  RosterEntry,
} from '../../src/protocol/messages.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { Clock } from './clock.ts';
import type { Snapshot } from './snapshot-parser.ts';

/** One open socket, as a DocumentClient sees it. */
export interface Transport {
  send(text: string): void;
  /** Gives this socket up; the connection makes another. */
  reconnect(): void;
}

/**
 * The text surface that a DocumentClient keeps in step. Every call is synchronous. Whatever a call throws ends the client,
 * and the next call is `load`: it has to work on an editor that was left half-way.
 */
export interface EditorPort {
  /** Replaces everything shown: a fresh base, with the client's own unsent edits already in it. */
  load(ops: Delta): void;
  /** One remote change, already carried over everything local; called at most once per received frame. */
  apply(delta: Delta): void;
  /** Hands over, through `DocumentClient.edit`, what the user changed and the editor has not reported yet. */
  flush(): void;
}

/** What an editor instance owes the server, as it stands in the outbox before it is sent. */
export interface OutboxRecord {
  docId: string;
  client: string;
  userId: string;
  /** The version that `inflight` and `pending` are based on. */
  version: number;
  /** The generation of the log that `version` is of; a record of an older page has none, which is 0. */
  generation?: number;
  /** The last `seq` used. */
  seq: number;
  inflight: { seq: number; delta: Delta } | null;
  pending: Delta | null;
  /** ms since 1970. */
  savedAt: number;
}

/** An operation that the server did not take, kept where its author can get it back. */
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

/** Durable storage for what the server has not acknowledged. A resolved promise means durable. */
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
  /** Calls `listener` when what was durable may be gone; returns how to stop that. */
  onLost?(listener: () => void): () => void;
}

/** The truth about one's own edits, as the badge tells it. */
export type Status =
  /** Nothing is shown yet. */
  | { state: 'loading' }
  /** Everything typed is committed, up to `version`. */
  | { state: 'saved'; version: number }
  /** Connected; some edits are not acknowledged yet. */
  | { state: 'saving'; version: number }
  /** Not connected; `edits` changes of the user's own wait on this device. */
  | { state: 'offline'; edits: number }
  /** Something here threw: nothing can be typed, and the document is about to be loaded again. */
  | { state: 'rebuilding' }
  /** It will not connect again by itself. Unsent edits are kept (`Outbox.kept`). */
  | { state: 'stopped'; reason: StopReason };

/** Why a client does not connect again by itself; `broken`: something here threw. */
export type StopReason =
  | 'protocol_error'
  | 'forbidden'
  | 'not_found'
  | 'superseded'
  | 'deleted'
  | 'unauthenticated'
  | 'broken';

/** Somebody else (or oneself in another tab), with their selection in terms of what the editor shows now. */
export type Peer = RosterEntry;

/** What happened to the document beside its text. */
export type News = RenamedMessage | RestoredMessage;

/** What a DocumentClient tells its host. Every callback is optional to heed, none may throw. */
export interface ClientEvents {
  status(status: Status): void;
  /** The others who are here, and how many more are not named. */
  peers(peers: readonly Peer[], more: number): void;
  role(role: Role): void;
  /** An operation was not taken: it has been undone in the editor and kept in the outbox. */
  rejected(edit: KeptEdit): void;
  /** Everything up to `version` is in the archive; told after every join, and whenever it grows. */
  synced(version: number): void;
  /** The document was given another title, or an older version's text was brought back. */
  news?(news: News): void;
  /** How many of the user's changes this device refuses to keep, and the server has not got: closing the page loses them. */
  unkept?(edits: number): void;
}

/** What a DocumentClient works with. */
export interface DocumentClientOptions {
  docId: string;
  userId: string;
  editor: EditorPort;
  outbox: Outbox;
  events: ClientEvents;
  /** Reads a snapshot that `joined` gave by URL. Rejects unless it has the whole of it. */
  fetchSnapshot(url: string): Promise<Snapshot>;
  clock?: Clock;
  /** It is a page in which people write: no program speaks under its client id, whether it has network or not. */
  page?: boolean;
  /** What a dead tab left: its edits are sent under its client id, and nothing is shown. */
  resume?: OutboxRecord;
  /** The outbox does not hold `resume` yet. */
  unrecorded?: boolean;
}
