import type { Author } from '../../api/history.ts';

/**
 * The authors' colours as a style sheet: marks carry their author's id, and the sheet gives each author a colour. Built
 * through the object model, as the content security policy requires.
 */
export class AuthorColors {
  private readonly sheet = new CSSStyleSheet();
  private readonly known = new Set<string>();

  constructor() {
    document.adoptedStyleSheets.push(this.sheet);
  }

  /** Sets the colours of these authors. */
  add(authors: Iterable<Author>): void {
    for (const { id, color } of authors) {
      if (this.known.has(id) || color === null) continue;
      this.known.add(id);
      const index = this.sheet.insertRule(`[data-by="${CSS.escape(id)}"] {}`, this.sheet.cssRules.length);
      (this.sheet.cssRules[index] as CSSStyleRule).style.setProperty('--by', color);
    }
  }

  /** Removes the sheet from the page. */
  destroy(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
  }
}
