import type { Delta } from '../../../src/ot/op.ts';
import type { Layer } from '../layers/layer.ts';
import type { Draft } from '../layers/layer-ports.ts';
import type { KeptEdit } from '../ports.ts';
import type { SuggestionRequest } from './suggestion-request.ts';

/** What the server lacks of one suggestion. All its deltas are on the text at `version`. */
export interface OwedDraft {
  /** Its name among those of its tab. */
  id: string;
  /** The suggestion that the server has; null for none. */
  suggestion: string | null;
  /** The number of its last known change; 0 when that is unknown. */
  review: number;
  version: number;
  /** The generation of the log that `version` belongs to. */
  generation: number;
  /** What the server is known to have of it; empty for nothing. */
  base: Delta;
  /** The whole suggestion as its author typed it; empty when all of it is taken back. */
  delta: Delta;
  /** A request that no answer is known of; null for none. It is repeated as it is. */
  request: SuggestionRequest | null;
  /** What `request` asks for. */
  sent: Delta;
}

/** What one tab owes the server of a document's suggestions, as stored before it is sent. */
export interface DraftRecord {
  docId: string;
  userId: string;
  /** Made by the tab. */
  tab: string;
  drafts: OwedDraft[];
  /** ms since 1970. */
  savedAt: number;
}

/** Durable storage for suggestions that the server lacks. A resolved promise means that they are durable. */
export interface DraftStore {
  save(record: DraftRecord): Promise<void>;
  remove(docId: string, tab: string): Promise<void>;
  /** Marks `tab` as alive, until it dies or `release`. */
  claim(docId: string, tab: string): Promise<void>;
  release(docId: string, tab: string): Promise<void>;
  /** A record of this user and document whose tab is dead, claimed for the caller; null for none. */
  adopt(docId: string, userId: string): Promise<DraftRecord | null>;
  /** Calls `listener` when stored drafts may be gone; returns how to unsubscribe. */
  onLost?(listener: () => void): () => void;
}

/** The part of `Layers` that sending works on. */
export interface SentLayers {
  readonly layers: readonly Layer[];
  readonly unsent: readonly Draft[];
  sending(id: string): void;
  taken(id: string, name: string, review?: number): void;
  refused(id: string): void;
  closed(id: string): void;
}

/** The part of a DocumentClient that sending works on. */
export interface SentClient {
  /** The version received so far; null before the first load. */
  readonly version: number | null;
  /** The generation of the log that `version` belongs to. */
  readonly generation: number;
  /** The unacknowledged operations: each on the text after those before it, the first on the received text. */
  readonly unsent: readonly Delta[];
}

/** Why the server does not take what is typed now: the `code` of its refusal, and a sentence. */
export interface DraftRefusal {
  code: string;
  message: string;
}

/** What a SuggestionSender reports. No callback may throw. */
export interface SuggestionSenderEvents {
  /** `unsent`, `atRisk` or `unkept` may have changed. */
  changed(): void;
  /** The server does not take what is typed, which stays here; null once nothing is refused any more. */
  refused(refusal: DraftRefusal | null): void;
  /** What a dead tab left can never be a suggestion: it is kept in the outbox for its author. */
  kept(edit: KeptEdit): void;
}
