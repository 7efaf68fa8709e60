/**
 * Colours of people as a style sheet: elements name a person or what that person made, and the sheet gives each its
 * colour. Built through the object model, as the content security policy requires.
 */
export class ColorSheet {
  private readonly sheet = new CSSStyleSheet();
  private readonly known = new Set<string>();

  constructor() {
    document.adoptedStyleSheets.push(this.sheet);
  }

  /** Sets the colour `--by` of what these attributes name `id` in; the first colour of an id stays. */
  add(id: string, color: string, attributes: readonly string[]): void {
    if (this.known.has(id)) return;
    this.known.add(id);
    const selector = attributes.map((name) => `[${name}~="${CSS.escape(id)}"]`).join();
    const index = this.sheet.insertRule(`${selector} {}`, this.sheet.cssRules.length);
    (this.sheet.cssRules[index] as CSSStyleRule).style.setProperty('--by', color);
  }

  /** Removes the sheet from the page. */
  destroy(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
  }
}
