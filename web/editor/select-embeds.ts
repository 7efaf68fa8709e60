import Quill from 'quill/core.js';

/** Selects an image or a footnote on a press: by default a browser leaves the caret where it was, or nowhere. */
export function selectEmbeds(quill: Quill): void {
  quill.root.addEventListener('click', ({ target }) => {
    const note = target instanceof Element ? target.closest('.ql-footnote') : null;
    // A reader sees what a footnote says, and has nothing to do with an image.
    const image = target instanceof HTMLImageElement && quill.isEnabled() ? target : null;
    const blot = note || image ? Quill.find(note ?? (image as Element)) : null;
    if (blot === null || blot instanceof Quill) return;
    quill.setSelection(quill.getIndex(blot), 1, 'user');
  });
}
