import type Quill from 'quill/core.js';

/** Marks images that cannot be shown, so that the style sheet makes them visible. */
export function markBrokenImages(quill: Quill): void {
  const mark = (isBroken: boolean) => (event: Event) => {
    if (event.target instanceof HTMLImageElement) event.target.toggleAttribute('data-broken', isBroken);
  };
  // These events do not bubble.
  quill.root.addEventListener('error', mark(true), true);
  quill.root.addEventListener('load', mark(false), true);
}
