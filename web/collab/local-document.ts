import { must } from '../../src/base/assert.ts';
import { compose, composeFold } from '../../src/ot/compose.ts';
import type { Delta } from '../../src/ot/op.ts';
import type { OpsMessage } from '../../src/protocol/messages.ts';
import { Peers } from './peers.ts';
import type { PendingEdits } from './pending-edits.ts';
import type { EditorPort, ReceivedChange } from './ports.ts';
import { Replica } from './replica.ts';
import type { SelectionSender } from './selection-sender.ts';
import type { Session } from './session.ts';

/**
 * One editor's copy of a document: the received text, the user's unacknowledged edits on it, and each peer's selection.
 * Of the session it uses only the version: the Conversation decides what arrives, and when it may be shown.
 */
export class LocalDocument {
  readonly edits: PendingEdits;
  readonly peers: Peers;
  readonly #editor: EditorPort;
  readonly #selection: SelectionSender;
  readonly #session: Session;
  #replica: Replica | null = null;

  constructor(options: {
    edits: PendingEdits;
    editor: EditorPort;
    selection: SelectionSender;
    session: Session;
  }) {
    this.edits = options.edits;
    this.peers = new Peers(options.edits.client);
    this.#editor = options.editor;
    this.#selection = options.selection;
    this.#session = options.session;
  }

  /** Whether a text is loaded; a client that sends a dead tab's edits has none. */
  get hasText(): boolean {
    return this.#replica !== null;
  }

  /** Starts over from the document at `version`. When the editor throws, nothing has changed here. */
  load(version: number, ops: Delta): void {
    this.#editor.load(ops);
    this.#session.version = version;
    this.#replica = new Replica(ops);
    this.#selection.forget();
  }

  /** The user changed the editor; `delta` applies to what it shows. */
  edit(delta: Delta): void {
    this.edits.edit(delta);
    this.peers.transform(delta);
    this.#selection.typed(delta);
  }

  /**
   * Takes the next frame: one unit of transformation. It throws only before anything here has changed: this state is
   * never ahead of what the editor shows. Returns the edits that may be in the log already (Received).
   */
  receive({ to, ops: entries }: OpsMessage): readonly Delta[] {
    const received = this.edits.receive(this.edits.parts(entries));
    const frame = composeFold(entries.map((entry) => entry.delta));
    const composed = entries.some((entry) => !('client' in entry));
    this.#show({ to, frame, composed, shown: received.shown, unsent: received.unsent });
    this.#replica?.advance(frame);
    received.take();
    this.#session.version = to;
    this.peers.moveAuthors(entries, (range) => this.edits.toEditor(range));
    return received.unsure;
  }

  /** Undoes the operation in flight, which was refused. Returns it as last transformed; null when there is none. */
  undoInflight(): Delta | null {
    const undone = this.edits.reject(this.document());
    if (undone === null) return null;
    const { shown, unsent } = undone;
    this.#show({ to: must(this.#session.version), frame: [], composed: false, shown, unsent });
    undone.take();
    return undone.refused;
  }

  /** The document at `version`, as on the server. */
  document(): Delta {
    return must(this.#replica, 'nothing is loaded').document();
  }

  /** What the editor should show now. */
  contents(): Delta {
    const own = this.edits.all();
    return own === null ? this.document() : compose(this.document(), own);
  }

  #show(change: ReceivedChange): void {
    const { shown } = change;
    const isSeen = shown !== null && shown.length > 0;
    if (this.#editor.receive !== undefined) this.#editor.receive(change);
    else if (isSeen) this.#editor.apply(shown);
    if (!isSeen) return;
    this.peers.transform(shown);
    this.#selection.transform(shown);
  }
}
