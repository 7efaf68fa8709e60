import type Quill from 'quill/core.js';
import type { KeptEdit, Outbox } from '../collab/index.ts';

/** Inserts text at the caret as if it were typed. */
export function insertTyped(quill: Quill, text: string): void {
  const at = quill.getSelection(true)?.index ?? quill.getLength() - 1;
  quill.insertText(at, text, 'user');
  quill.setSelection(at + text.length, 0, 'user');
}

/** The refused edits of one user in one document, as this device keeps them for their author. */
export class KeptList {
  private readonly outbox: Outbox;
  private readonly changed: (edits: readonly KeptEdit[]) => void;
  private edits: readonly KeptEdit[] = [];

  /** `changed` is called with all of them, the oldest first, after each change. */
  constructor(outbox: Outbox, changed: (edits: readonly KeptEdit[]) => void) {
    this.outbox = outbox;
    this.changed = changed;
  }

  /** Reads those that are stored. A browser without storage has none. */
  read(docId: string, userId: string): Promise<void> {
    return this.outbox.kept(docId, userId).then(
      (edits) => this.add(edits),
      () => undefined,
    );
  }

  /** Adds edits that were just refused: a read that is under way may not find them. */
  add(edits: readonly KeptEdit[]): void {
    const all = new Map([...this.edits, ...edits].map((edit) => [edit.id, edit]));
    this.set([...all.values()].sort((a, b) => a.at - b.at));
  }

  /** Deletes one permanently. */
  async discard({ id }: KeptEdit): Promise<void> {
    await this.outbox.forget(id);
    this.set(this.edits.filter((edit) => edit.id !== id));
  }

  /** Stores all of them again, after the device has lost what it kept. */
  restore(): void {
    for (const edit of this.edits) this.outbox.keep(edit).catch(() => undefined);
  }

  private set(edits: readonly KeptEdit[]): void {
    this.edits = edits;
    this.changed(edits);
  }
}
