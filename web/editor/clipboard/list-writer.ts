/** Writes a document's flat sequence of list items, of any depth, as nested lists. */
export class ListWriter {
  private html = '';
  /** The open lists, outermost first, and whether an item of each is open. */
  private readonly open: { tag: string; item: boolean }[] = [];

  /** Adds an item: its kind as in a document, its depth from 0, its element's attributes and content. */
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

  /** Closes all lists; returns what was written since the last call. */
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
