/** Writes items of any depth, as they follow each other in a document, as lists within lists. */
export class ListWriter {
  private html = '';
  /** The lists that are open, outermost first, and whether an item of each is. */
  private readonly open: { tag: string; item: boolean }[] = [];

  /** Adds an item: its kind as a document names it, its depth from 0, the attributes and the content of its element. */
  item(kind: string, depth: number, attributes: string, content: string): void {
    const tag = kind === 'ordered' ? 'ol' : 'ul';
    while (this.open.length > depth + 1) this.close();
    if (this.open.length === depth + 1 && this.open[depth]?.tag !== tag) this.close();
    while (this.open.length < depth + 1) {
      this.html += `<${tag}>`;
      this.open.push({ tag, item: false });
    }
    const list = this.open[depth];
    if (list?.item) this.html += '</li>';
    if (list) list.item = true;
    const checked = kind === 'checked';
    if (!checked && kind !== 'unchecked') this.html += `<li${attributes}>${content}`;
    else {
      const box = `<input type="checkbox"${checked ? ' checked' : ''} disabled>`;
      this.html += `<li data-checked="${checked}"${attributes}>${box} ${content}`;
    }
  }

  /** Ends all lists; answers what was written since the last end. */
  end(): string {
    while (this.open.length > 0) this.close();
    const { html } = this;
    this.html = '';
    return html;
  }

  private close(): void {
    const list = this.open.pop();
    if (list) this.html += `${list.item ? '</li>' : ''}</${list.tag}>`;
  }
}
