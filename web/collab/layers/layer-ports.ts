import type { Delta, Range } from '../../../src/ot/op.ts';
import type { EditorPort } from '../ports.ts';

/** The part of a DocumentClient that layers work on. */
export interface LayeredClient {
  /** The version received so far; null before the first load. */
  readonly version: number | null;
  /** The unacknowledged operations. */
  readonly unsent: readonly Delta[];
  edit(delta: Delta): void;
  setSelection(range: Range | null): void;
}

/** What one's own suggestion is now, and the server does not know yet. */
export interface Draft {
  /** Begins with `draft-` while the server has no such suggestion. */
  id: string;
  /** The number of its last known change; 0 for a new one. */
  review: number;
  /** The version that `delta` is on; null when that is unknown. */
  version: number | null;
  /** The whole suggestion; empty when its author took all of it back. */
  delta: Delta;
}

/** What layers work with. */
export interface LayersOptions {
  userId: string;
  /** Shows the view: the text with the suggestions over it. */
  editor: EditorPort;
  /** The client of this editor now: it is replaced when it breaks. */
  client(): LayeredClient;
  /** Asks for the review log after `since`; the answer goes to `answer`, a failure to `unread`. */
  read(since: number): void;
  /** The text was replaced: this typing is shown no more, and is to be sent on its version or kept. */
  adrift(draft: Draft): void;
  /** The layers changed. It may not throw. */
  changed?(): void;
}
