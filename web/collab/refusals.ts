import type { Delta } from '../../src/ot/op.ts';
import type { EditRecorder } from './edit-recorder.ts';
import type { LocalDocument } from './local-document.ts';
import type { KeptEdit } from './ports.ts';

/** What a Refusals works on. */
export interface RefusalsOptions {
  document: LocalDocument;
  recorder: EditRecorder;
  /** An edit was refused, and is kept in the outbox. */
  kept(edit: KeptEdit): void;
}

/** Undoes in the editor what the server refuses, and keeps it so that its author can get it back. */
export class Refusals {
  readonly #options: RefusalsOptions;

  constructor(options: RefusalsOptions) {
    this.#options = options;
  }

  /** The operation in flight was refused. */
  inflight(code: KeptEdit['code'], message: string): void {
    const { document } = this.#options;
    if (!document.hasText) {
      // It was sent for a dead tab: there is no text to undo it in, so all that the tab left is kept.
      this.all(code, message);
      return;
    }
    const refused = document.undoInflight();
    if (refused !== null) this.keep(refused, code, message);
  }

  /** Refuses all unacknowledged edits. */
  all(code: KeptEdit['code'], message: string): void {
    const { edits } = this.#options.document;
    const delta = edits.all();
    if (delta === null) return;
    edits.drop();
    this.keep(delta, code, message);
  }

  /** Keeps one change for its author. */
  keep(delta: Delta, code: KeptEdit['code'], message: string): void {
    const { recorder, kept } = this.#options;
    kept(recorder.keep(delta, code, message));
  }
}
