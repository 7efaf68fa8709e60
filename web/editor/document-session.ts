import type Quill from 'quill/core.js';
import { may } from '../../src/protocol/permissions.ts';
import type { Role } from '../../src/protocol/role.ts';
import { openOutbox } from '../collab/browser/indexeddb-outbox.ts';
import { type OpenDocument, openDocument } from '../collab/open-document.ts';
import type { KeptEdit, Outbox, Peer, Status } from '../collab/ports.ts';
import { Carets } from './carets.ts';
import { createEditor, type EditorOptions, setEditable } from './create-editor.ts';
import { QuillBinding } from './quill-binding.ts';

/** What the page around an editor shows. */
export interface SessionView {
  status: Status;
  role: Role | null;
  peers: readonly Peer[];
  /** How many more are here than `peers` names. */
  more: number;
  kept: readonly KeptEdit[];
  /** Everything up to this version is in the archive. */
  synced: number;
}

/** What is known before anything has come. */
export const NOTHING_YET: SessionView = {
  status: { state: 'loading' },
  role: null,
  peers: [],
  more: 0,
  kept: [],
  synced: 0,
};

/** Whose session it is and how it proves that. */
export interface SessionOptions {
  docId: string;
  userId: string;
  accessToken(): Promise<string>;
  refreshToken(): Promise<string>;
}

/** One open document: its editor, its client and what both tell, for a page to show. No React in here. */
export class DocumentSession {
  readonly quill: Quill;
  private readonly binding: QuillBinding;
  private readonly carets: Carets;
  private readonly options: SessionOptions;
  private readonly listeners = new Set<() => void>();
  private current: SessionView = NOTHING_YET;
  private outbox: Outbox | null = null;
  private open: OpenDocument | null = null;
  private ended = false;

  constructor(container: HTMLElement, editor: EditorOptions, options: SessionOptions) {
    this.options = options;
    this.quill = createEditor(container, editor);
    this.binding = new QuillBinding(this.quill, document.scrollingElement ?? document.documentElement);
    this.carets = new Carets(this.quill, editor.guestName);
    this.binding.onChange((delta) => this.carets.carry(delta));
  }

  /** Opens the outbox and connects; rejects when this device cannot keep edits. */
  async start(): Promise<void> {
    const outbox = await openOutbox();
    if (this.ended) return;
    this.outbox = outbox;
    const { docId, userId } = this.options;
    this.set({ kept: await outbox.kept(docId, userId) });
    if (this.ended) return;
    this.open = openDocument({
      ...this.options,
      origin: location.origin,
      editor: this.binding,
      outbox,
      events: {
        status: (status) => this.onStatus(status),
        peers: (peers, more) => {
          this.carets.show(peers);
          this.set({ peers, more });
        },
        role: (role) => this.onRole(role),
        rejected: (edit) =>
          this.set({ kept: [...this.current.kept.filter(({ id }) => id !== edit.id), edit] }),
        synced: (synced) => this.set({ synced }),
      },
    });
    this.binding.attach(this.open.client);
    addEventListener('pagehide', this.leave);
    addEventListener('pageshow', this.comeBack);
    addEventListener('online', this.wake);
    addEventListener('offline', this.sleep);
    document.addEventListener('visibilitychange', this.wake);
  }

  /** Leaves the document; what is unsent stays on this device. */
  stop(): void {
    if (this.ended) return;
    this.ended = true;
    this.binding.flush();
    this.binding.detach();
    this.carets.destroy();
    this.listeners.clear();
    // A stop that fails leaves the unsent edits in the outbox, where the next session finds them.
    this.open?.close().catch(() => undefined);
    removeEventListener('pagehide', this.leave);
    removeEventListener('pageshow', this.comeBack);
    removeEventListener('online', this.wake);
    removeEventListener('offline', this.sleep);
    document.removeEventListener('visibilitychange', this.wake);
  }

  /** The newest view; a new object after every change. */
  readonly view = (): SessionView => this.current;

  /** Calls `listener` after every change of the view. Returns how to stop that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Inserts a kept edit's text at the caret, as an edit of the user's own, and forgets the kept one. */
  async insertKept(edit: KeptEdit, text: string): Promise<void> {
    const at = this.quill.getSelection(true)?.index ?? this.quill.getLength() - 1;
    this.quill.insertText(at, text, 'user');
    this.quill.setSelection(at + text.length, 0, 'user');
    await this.discardKept(edit);
  }

  /** Forgets a kept edit for good. */
  async discardKept(edit: KeptEdit): Promise<void> {
    await this.outbox?.forget(edit.id);
    this.set({ kept: this.current.kept.filter(({ id }) => id !== edit.id) });
  }

  /** The page is being left: the last words go into the outbox at once, not with its next save. */
  private readonly leave = (): void => {
    this.open?.close().catch(() => undefined);
  };

  /** A page that the browser had put aside left its document when it went: it begins again. */
  private readonly comeBack = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) location.reload();
  };

  private readonly wake = (): void => {
    if (document.visibilityState === 'visible') this.open?.wake();
  };

  private readonly sleep = (): void => this.open?.offline();

  private onStatus(status: Status): void {
    const stopped = status.state === 'stopped';
    this.set({ status });
    this.allowTyping();
    if (!stopped) return;
    this.carets.show([]);
    this.set({ peers: [], more: 0 });
    const { docId, userId } = this.options;
    this.outbox?.kept(docId, userId).then(
      // One told of meanwhile may not have been in the outbox yet when it was read.
      (kept) =>
        this.set({
          kept: [...kept, ...this.current.kept.filter((edit) => !kept.some(({ id }) => id === edit.id))],
        }),
      () => undefined,
    );
  }

  private onRole(role: Role): void {
    this.set({ role });
    this.allowTyping();
  }

  private allowTyping(): void {
    const { status, role } = this.current;
    const shown = status.state === 'saved' || status.state === 'saving' || status.state === 'offline';
    const editable = shown && role !== null && may(role, 'write');
    if (editable !== this.quill.isEnabled() || !this.quill.root.hasAttribute('data-ready')) {
      setEditable(this.quill, editable);
      this.quill.root.toggleAttribute('data-ready', shown);
    }
  }

  private set(change: Partial<SessionView>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}
