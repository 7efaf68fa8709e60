import type Quill from 'quill/core.js';
import { may } from '../../src/protocol/permissions.ts';
import type { Role } from '../../src/protocol/role.ts';
import {
  browserOutbox,
  type KeptEdit,
  type News,
  type OpenDocument,
  openDocument,
  type Peer,
  type Status,
} from '../collab/index.ts';
import { LeaveGuard } from '../ui/parts/leave-guard.ts';
import { type EditorOptions, setEditable } from './create-editor.ts';
import { Surface } from './surface.ts';
import { watchPage } from './watch-page.ts';

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
  /** How many changes this device refuses to keep, and the server has not got. */
  unkept: number;
  /** What last happened to the document beside its text. */
  news: News | null;
}

/** What is known before anything has come. */
export const NOTHING_YET: SessionView = {
  status: { state: 'loading' },
  role: null,
  peers: [],
  more: 0,
  kept: [],
  synced: 0,
  unkept: 0,
  news: null,
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
  private readonly surface: Surface;
  private readonly options: SessionOptions;
  private readonly outbox = browserOutbox();
  private readonly listeners = new Set<() => void>();
  private readonly guard = new LeaveGuard(() => this.countAtRisk());
  private current: SessionView = NOTHING_YET;
  private open: OpenDocument | null = null;
  private stopWatching: (() => void) | null = null;
  private ended = false;

  constructor(container: HTMLElement, editor: EditorOptions, options: SessionOptions) {
    this.options = options;
    this.surface = new Surface(container, editor, () => this.set({}));
  }

  /** The editor of now: it is replaced when it breaks. */
  get quill(): Quill {
    return this.surface.quill;
  }

  /** Connects, and shows the document once it has come. */
  start(): void {
    this.open = openDocument({
      ...this.options,
      origin: location.origin,
      page: true,
      editor: this.surface,
      outbox: this.outbox,
      events: {
        status: (status) => this.onStatus(status),
        peers: (peers, more) => {
          if (this.ended) return;
          this.surface.carets.show(peers);
          this.set({ peers, more });
        },
        role: (role) => this.onRole(role),
        rejected: (edit) => this.addKept([edit]),
        synced: (synced) => this.set({ synced }),
        unkept: (unkept) => this.set({ unkept }),
        news: (news) => this.set({ news }),
      },
    });
    this.surface.attach(this.open);
    this.guard.watch();
    const stopWatching = watchPage({
      leave: () => void this.open?.close(),
      wake: () => this.open?.wake(),
      sleep: () => this.open?.offline(),
      uncaught: (error) => this.onUncaught(error),
    });
    const forgetLoss = this.outbox.onLost?.(() => {
      for (const edit of this.current.kept) this.outbox.keep(edit).catch(() => undefined);
    });
    this.stopWatching = () => {
      stopWatching();
      forgetLoss?.();
    };
    void this.readKept();
  }

  /** Leaves the document. What is unsent stays on this device; what that refuses is still sent while the page is there. */
  stop(): void {
    if (this.ended) return;
    this.flush();
    this.ended = true;
    this.surface.destroy();
    this.listeners.clear();
    const left = this.open?.close() ?? Promise.resolve();
    void left.then(() => {
      this.guard.end();
      this.stopWatching?.();
    });
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
    const { quill } = this;
    const at = quill.getSelection(true)?.index ?? quill.getLength() - 1;
    quill.insertText(at, text, 'user');
    quill.setSelection(at + text.length, 0, 'user');
    await this.discardKept(edit);
  }

  /** Forgets a kept edit for good. */
  async discardKept(edit: KeptEdit): Promise<void> {
    await this.outbox.forget(edit.id);
    this.set({ kept: this.current.kept.filter(({ id }) => id !== edit.id) });
  }

  private countAtRisk(): number {
    if (!this.ended) this.flush();
    return this.open?.atRisk ?? 0;
  }

  private flush(): void {
    // The document's own flush: what throws in it ends the client, not what the page is about to do.
    this.open?.client.flush();
  }

  // Quill may show words that it never told of: they are kept where their author gets them back, and it is built again.
  private onUncaught(error: unknown): void {
    const { open } = this;
    const { state } = this.current.status;
    if (open === null || this.ended || (state !== 'saved' && state !== 'saving' && state !== 'offline'))
      return;
    const contents = open.client.contents();
    if (this.surface.inStep(contents)) return;
    this.surface.spoil();
    open.fail(error, this.surface.untold(contents));
  }

  private onStatus(status: Status): void {
    if (this.ended) return;
    this.set({ status });
    this.allowTyping();
    if (status.state !== 'stopped') return;
    this.surface.carets.show([]);
    this.set({ peers: [], more: 0 });
    void this.readKept();
  }

  private onRole(role: Role): void {
    if (this.ended) return;
    this.set({ role });
    this.allowTyping();
  }

  // One told of meanwhile may not have been in the outbox yet when it was read. A browser that keeps nothing has none.
  private readKept(): Promise<void> {
    const { docId, userId } = this.options;
    return this.outbox.kept(docId, userId).then(
      (kept) => this.addKept(kept),
      () => undefined,
    );
  }

  private addKept(edits: readonly KeptEdit[]): void {
    const all = new Map([...this.current.kept, ...edits].map((edit) => [edit.id, edit]));
    this.set({ kept: [...all.values()].sort((a, b) => a.at - b.at) });
  }

  private allowTyping(): void {
    const { status, role } = this.current;
    const { quill } = this;
    const shown = status.state === 'saved' || status.state === 'saving' || status.state === 'offline';
    const editable = shown && role !== null && may(role, 'write');
    if (editable !== quill.isEnabled() || !quill.root.hasAttribute('data-ready')) {
      setEditable(quill, editable);
      quill.root.toggleAttribute('data-ready', shown);
    }
  }

  private set(change: Partial<SessionView>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}
