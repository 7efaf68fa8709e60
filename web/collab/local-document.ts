import { must } from '../../src/base/assert.ts';
import { compose, composeFold } from '../../src/ot/compose.ts';
import type { Ops } from '../../src/ot/op.ts';
import type { OpsMessage } from '../../src/protocol/messages.ts';
import type { CaretSender } from './caret-sender.ts';
import { Peers } from './peers.ts';
import type { PendingEdits } from './pending-edits.ts';
import type { EditorPort } from './ports.ts';
import { Replica } from './replica.ts';

/**
 * One editor's copy of a document: the text as received, one's own unacknowledged edits on it, and everybody's place in
 * it. It knows no socket and no phase: DocumentClient says what arrives, and when it may be shown.
 */
export class LocalDocument {
  readonly edits: PendingEdits;
  readonly peers: Peers;
  /** The version received so far; null before the first load. */
  version: number | null;
  /** Of which generation of the log `version` is: a recovery begins another one. */
  generation: number;
  readonly #editor: EditorPort;
  readonly #caret: Pick<CaretSender, 'carry' | 'forget' | 'typed'>;
  #replica: Replica | null = null;

  constructor(options: {
    edits: PendingEdits;
    editor: EditorPort;
    caret: Pick<CaretSender, 'carry' | 'forget' | 'typed'>;
    /** The version that `edits` are based on, where there is no text to go with them, and its generation. */
    version: number | null;
    generation: number;
  }) {
    this.edits = options.edits;
    this.peers = new Peers(options.edits.client);
    this.version = options.version;
    this.generation = options.generation;
    this.#editor = options.editor;
    this.#caret = options.caret;
  }

  /** Whether there is a text here; there is none where a dead tab's edits are sent. */
  get hasText(): boolean {
    return this.#replica !== null;
  }

  /** Starts over from the document at `version`. */
  load(version: number, ops: Ops): void {
    this.version = version;
    this.#replica = new Replica(ops);
    this.#caret.forget();
    this.#editor.load(ops);
  }

  /** The user changed the editor; `delta` is on what it shows. */
  edit(delta: Ops): void {
    this.edits.edit(delta);
    this.peers.carry(delta);
    this.#caret.typed(delta);
  }

  /** Takes the next frame: one unit of transformation. */
  receive({ to, ops: entries }: OpsMessage): void {
    const shown = this.edits.receive(this.edits.parts(entries));
    this.version = to;
    this.#replica?.advance(composeFold(entries.map((entry) => entry.delta)));
    if (shown !== null) this.#show(shown);
    this.peers.moveAuthors(entries, (range) => this.edits.toEditor(range));
  }

  /** Undoes the operation in flight, which was not taken; answers it as it stood, null when there is none. */
  undoInflight(): { refused: Ops; show(): void } | null {
    const undone = this.edits.reject(this.document());
    return undone && { refused: undone.refused, show: () => this.#show(undone.shown) };
  }

  /** The document at `version`, as the server has it. */
  document(): Ops {
    return must(this.#replica, 'nothing is loaded').document();
  }

  /** What the editor should show now. */
  contents(): Ops {
    const own = this.edits.all();
    return own === null ? this.document() : compose(this.document(), own);
  }

  #show(delta: Ops): void {
    if (delta.length === 0) return;
    this.peers.carry(delta);
    this.#caret.carry(delta);
    this.#editor.apply(delta);
  }
}
