import type Quill from 'quill/core.js';

/** Puts the texts of the footnotes below the text while the page is printed: paper shows none on a press. */
export function printNotes({ root }: Quill): void {
  let list: HTMLElement | null = null;
  const end = (): void => {
    list?.remove();
    list = null;
  };
  const begin = (): void => {
    end();
    if (!root.isConnected) {
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
      return;
    }
    const notes = [...root.querySelectorAll<HTMLElement>('.ql-footnote')];
    if (notes.length === 0) return;
    list = document.createElement('ol');
    list.className = 'printed-notes';
    for (const { dataset } of notes) {
      const item = document.createElement('li');
      item.textContent = dataset.value ?? '';
      item.dir = 'auto';
      list.append(item);
    }
    root.after(list);
  };
  addEventListener('beforeprint', begin);
  addEventListener('afterprint', end);
}
