import type { LayeredDocument, ShownSuggestion } from '../../collab/index.ts';
import { ownSuggestions } from '../blots/suggested-images.ts';
import { ColorSheet } from '../colors/color-sheet.ts';
import { MARK_ATTRIBUTES } from './mark-formats.ts';

/** How the open suggestions of a document look in its text. */
export class SuggestionLooks {
  private readonly open: LayeredDocument;
  private readonly root: () => HTMLElement;
  private readonly told: (suggestions: readonly ShownSuggestion[]) => void;
  private readonly colors = new ColorSheet();
  private frame = 0;

  /** `root` is the element of the text; `told` is called with the suggestions after they may have changed. */
  constructor(
    open: LayeredDocument,
    root: () => HTMLElement,
    told: (suggestions: readonly ShownSuggestion[]) => void,
  ) {
    this.open = open;
    this.root = root;
    this.told = told;
  }

  /** Follows in the next frame: typing changes them many times a second. */
  soon(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const suggestions = this.open.suggestions();
      for (const { id, told } of suggestions)
        if (told !== null) this.colors.add(id, told.author.color, MARK_ATTRIBUTES);
      ownSuggestions(this.root(), new Set(suggestions.filter(({ isOwn }) => isOwn).map(({ id }) => id)));
      this.told(suggestions);
    });
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.colors.destroy();
  }
}
