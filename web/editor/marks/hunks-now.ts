import type { Delta, LayeredDocument, ShownHunk } from '../../collab/index.ts';

/** What the editor shows. */
interface Shown {
  /** Quill makes a new `delta` with each change. */
  readonly quill: { readonly editor: { readonly delta: object } };
  view(): Delta;
}

/** The hunks of the open suggestions in what the editor shows; worked out once for each state of it. */
export class HunksNow {
  private readonly open: LayeredDocument;
  private readonly surface: Shown;
  private of: { shown: object; over: Delta; hunks: ReadonlyMap<string, readonly ShownHunk[]> } | null = null;

  constructor(open: LayeredDocument, surface: Shown) {
    this.open = open;
    this.surface = surface;
  }

  /** The hunks of a suggestion, from left to right; none when it is not open. */
  get(id: string): readonly ShownHunk[] {
    const shown = this.surface.quill.editor.delta;
    const { over } = this.open.layers;
    if (this.of?.shown !== shown || this.of.over !== over)
      this.of = { shown, over, hunks: this.open.layers.hunks(this.surface.view()) };
    return this.of.hunks.get(id) ?? [];
  }
}
