import Delta from 'quill-delta';
import type { Change, EditorPlace, PeerServer } from './peer.ts';
import { ThinEditor } from './thin-editor.ts';

/** Edits that go out as one operation: text at a place, or any change. */
interface Edits {
  count: number;
  at: number;
  text: string;
  change: Delta | null;
}

/**
 * A thin editor of a peer that transforms operations: one in flight, later edits composed into the next one. Operations
 * of others only move its places, which works because no two editors of a load share a position.
 */
export abstract class OtEditor extends ThinEditor {
  protected readonly isReader: boolean;
  readonly #attributes: Record<string, true> | undefined;
  #caret: number;
  #inflight: Edits | null = null;
  #pending: Edits | null = null;

  constructor(server: PeerServer, path: string, place: EditorPlace, protocols?: readonly string[]) {
    super(server, path, protocols);
    this.#caret = place.caret ?? 0;
    this.#attributes = place.attributes;
    this.isReader = place.isReader ?? false;
  }

  get isInFlight(): boolean {
    return this.#inflight !== null;
  }

  override type(text: string): void {
    this.unacknowledged += text.length;
    // The caret is always behind the text that waits.
    this.#pending ??= { count: 0, at: this.#caret, text: '', change: null };
    this.#pending.text += text;
    this.#pending.count += text.length;
    this.#caret += text.length;
    this.flush();
  }

  override edit(at: number, remove: number, insert: string): void {
    this.unacknowledged++;
    const change = new Delta().retain(at).insert(insert).delete(remove);
    const before = this.#pending;
    this.#pending = {
      count: (before?.count ?? 0) + 1,
      at,
      text: '',
      change: before?.change?.compose(change) ?? change,
    };
    this.flush();
  }

  /** Sends one operation on the version that the editor has. */
  protected abstract submit(change: Change): void;

  /** Whether an operation that holds this number of edits may leave now; if not, the subclass calls `flush` later. */
  protected maySubmit(_edits: number): boolean {
    return true;
  }

  /** Sends what is pending, if nothing is in flight. */
  protected flush(): void {
    if (this.#inflight !== null || this.#pending === null) return;
    if (!this.maySubmit(this.#pending.count)) return;
    const edits = this.#pending;
    this.#inflight = edits;
    this.#pending = null;
    this.submit((edits.change?.ops as Change | undefined) ?? this.#insertion(edits));
  }

  /** The operation in flight has come back; returns how many edits it held. */
  protected landed(): number {
    const count = this.#inflight?.count ?? 0;
    this.#inflight = null;
    return count;
  }

  /** Another user's operation: moves every place. The server's coordinates are those of the first place it lacks. */
  protected moved(change: Change): void {
    const first = (this.#inflight ?? this.#pending)?.at ?? this.#caret;
    const by = indexAfter(change, first) - first;
    if (this.#inflight !== null) this.#inflight.at += by;
    if (this.#pending !== null) this.#pending.at += by;
    this.#caret += by;
  }

  #insertion({ at, text }: Edits): Change {
    const insert = this.#attributes ? { insert: text, attributes: this.#attributes } : { insert: text };
    return at > 0 ? [{ retain: at }, insert] : [insert];
  }
}

/** Where an index lands after another user's change; an insert at the index itself does not move it. */
export function indexAfter(change: Change, index: number): number {
  let at = 0;
  let after = index;
  for (const { retain = 0, insert = '', delete: removed = 0 } of change) {
    if (at > after) break;
    after -= Math.min(removed, Math.max(0, after - at));
    if (at < after) after += insert.length;
    at += retain + insert.length;
  }
  return after;
}
