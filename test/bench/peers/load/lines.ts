import type { Peer, PeerServer } from '../peer.ts';
import type { ThinEditor } from '../thin-editor.ts';
import { type Observer, Tags } from './tags.ts';
import { connectAll } from './waiting.ts';

const OBSERVERS = 4;

/** Editors of one document, each at the end of its own line; the first few are watched. */
export class Lines {
  readonly tags = new Tags();
  readonly editors: readonly ThinEditor[];
  readonly observers: readonly Observer[];
  readonly #typed: string[][];

  private constructor(editors: readonly ThinEditor[]) {
    this.editors = editors;
    this.#typed = editors.map(() => []);
    this.observers = editors.slice(0, OBSERVERS).map((editor, i) => this.tags.observe(editor, i));
  }

  /** Creates the document, and connects the editors. */
  static async open(peer: Peer, server: PeerServer, count: number): Promise<Lines> {
    await peer.seed(server, [{ insert: '\n'.repeat(count) }]);
    return new Lines(await connectAll(count, (i) => peer.connect(server, { caret: i })));
  }

  /** The next edit, by this editor. */
  type(editor: number): void {
    const char = this.tags.next(editor);
    this.#typed[editor]?.push(char);
    this.editors[editor]?.type(char);
  }

  /** The number of edits by this editor. */
  typedBy(editor: number): number {
    return this.#typed[editor]?.length ?? 0;
  }

  /** Whether everything is acknowledged, and every watched editor has received the edits of all others. */
  hasConverged(): boolean {
    return (
      this.editors.every(({ unacknowledged }) => unacknowledged <= 0) &&
      this.observers.every(({ seen }, i) => seen >= this.tags.count - this.typedBy(i))
    );
  }

  /** The text that the document must have. */
  get text(): string {
    return this.#typed.map((line) => `${line.join('')}\n`).join('');
  }
}
