import type { EditRecorder } from './edit-recorder.ts';
import type { LocalDocument } from './local-document.ts';
import type { KeptEdit } from './ports.ts';

/** What a Refusals works on. */
export interface RefusalsOptions {
  document: LocalDocument;
  recorder: EditRecorder;
  /** An edit was not taken, and is kept in the outbox. */
  kept(edit: KeptEdit): void;
}

/** What the server does not take is undone in the editor, and kept where its author can get it back. */
export class Refusals {
  readonly #options: RefusalsOptions;

  constructor(options: RefusalsOptions) {
    this.#options = options;
  }

  /** The operation in flight was refused. */
  inflight(code: KeptEdit['code'], message: string): void {
    const { document, recorder, kept } = this.#options;
    if (!document.hasText) {
      // Sent for a dead tab: there is no text here to undo it in, so all that it left is kept.
      this.all(code, message);
      return;
    }
    const undone = document.undoInflight();
    if (undone === null) return;
    kept(recorder.keep(undone.refused, code, message));
    undone.show();
  }

  /** Nothing of what waits will be taken any more. */
  all(code: KeptEdit['code'], message: string): void {
    const { document, recorder, kept } = this.#options;
    const delta = document.edits.all();
    if (delta === null) return;
    document.edits.drop();
    kept(recorder.keep(delta, code, message));
    void recorder.save();
  }
}
