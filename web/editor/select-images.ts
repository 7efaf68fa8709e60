import Quill from 'quill/core.js';

/** Selects an image on a press: by default a browser leaves the caret where it was, or nowhere. */
export function selectImages(quill: Quill): void {
  quill.root.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLImageElement) || !quill.isEnabled()) return;
    const blot = Quill.find(target);
    if (blot === null || blot instanceof Quill) return;
    quill.setSelection(quill.getIndex(blot), 1, 'user');
  });
}
