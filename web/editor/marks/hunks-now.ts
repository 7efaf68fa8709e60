import type { Delta, LayeredDocument, ShownHunk } from '../../collab/index.ts';

/** The hunks of the open suggestions in what the editor shows; worked out once for each state of it. */
export class HunksNow {
  private readonly open: LayeredDocument;
  /** What the editor shows, a new object after each change. */
  private readonly shown: () => object;
  private readonly read: () => Delta;
  private of: { shown: object; over: Delta; hunks: ReadonlyMap<string, readonly ShownHunk[]> } | null = null;

  /** `read` reads what `shown` is. */
  constructor(open: LayeredDocument, shown: () => object, read: () => Delta) {
    this.open = open;
    this.shown = shown;
    this.read = read;
  }

  /** The hunks of a suggestion, from left to right; none when it is not open. */
  get(id: string): readonly ShownHunk[] {
    const shown = this.shown();
    const { over } = this.open.layers;
    if (this.of?.shown !== shown || this.of.over !== over)
      this.of = { shown, over, hunks: this.open.layers.hunks(this.read()) };
    return this.of.hunks.get(id) ?? [];
  }
}
