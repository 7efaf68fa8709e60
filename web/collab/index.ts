/**
 * The public interface of the client library: all that a page or a program needs to edit a document together with other
 * users. Everything else is internal. docs/collab-client.md shows how to use it.
 */
export type { Delta } from '../../src/ot/op.ts';
export { type BrowserDrafts, browserDrafts } from './browser/indexeddb-drafts.ts';
export {
  type BrowserOutbox,
  browserOutbox,
  type Owed,
} from './browser/indexeddb-outbox.ts';
export {
  type BrowserUploads,
  browserUploads,
  type UploadRecord,
} from './browser/indexeddb-uploads.ts';
export { type Clock, systemClock } from './clock.ts';
export {
  type Connected,
  Connection,
  type ConnectionOptions,
  ShutOut,
  SignedOut,
  type Tokens,
  type WebSocketLike,
} from './connection.ts';
export type { DocumentClient } from './document-client.ts';
export { followReview } from './follow-review.ts';
export {
  type LayerEvents,
  LayeredDocument,
  type LayeredDocumentOptions,
} from './layered/layered-document.ts';
export type { Draft, LayeredClient, LayersOptions } from './layers/layer-ports.ts';
export { Layers } from './layers/layers.ts';
export type { Settled } from './layers/plan-edit.ts';
export type { Mode } from './layers/route-edit.ts';
export type { DecidedHunks, ShownHunk, ShownSuggestion } from './layers/shown-suggestion.ts';
export type { HistorySource } from './leaps.ts';
export type { Load, LoggedOp, WindowLimits } from './log-window.ts';
export { type OpenDocument, type OpenDocumentOptions, openDocument } from './open-document.ts';
export type {
  ClientEvents,
  EditorPort,
  KeptEdit,
  News,
  Outbox,
  OutboxRecord,
  Peer,
  ReceivedChange,
  Status,
  StopReason,
} from './ports.ts';
export type { Snapshot } from './snapshot-parser.ts';
export type {
  DraftRecord,
  DraftRefusal,
  DraftStore,
  OwedDraft,
  SuggestionSenderEvents,
} from './suggestions/draft-ports.ts';
export { SuggestionSender, type SuggestionSenderOptions } from './suggestions/suggestion-sender.ts';
export { type Change, type PlayerEvents, type Shown, VersionPlayer } from './version-player.ts';
