const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), [tabindex="0"], [contenteditable=true]';

/** The former place of an element that was removed from the page. */
export interface Place {
  parent: Element;
  next: Node | null;
  previous: Node | null;
  /** The removed node: the element itself, or an ancestor. */
  removed: Element;
  /** The index of the element among the controls of the removed node. */
  index: number;
}

/** The former place of `element`, from the records of its removal; null when they do not contain it. */
export function placeOf(element: Element, records: readonly MutationRecord[]): Place | null {
  for (const { target, removedNodes, nextSibling, previousSibling } of records) {
    if (!(target instanceof Element)) continue;
    for (const removed of removedNodes) {
      if (!(removed instanceof Element) || !removed.contains(element)) continue;
      const index = [...removed.querySelectorAll(FOCUSABLE)].indexOf(element);
      return { parent: target, next: nextSibling, previous: previousSibling, removed, index };
    }
  }
  return null;
}

/** The control that corresponds to the one at `place` in the next line of its list, else in the previous one. */
export function neighbour({ next, previous, removed, index }: Place): HTMLElement | null {
  for (const line of [next, previous]) {
    if (!(line instanceof Element) || !line.isConnected || line.nodeName !== removed.nodeName) continue;
    const controls = [...line.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) =>
      one.checkVisibility(),
    );
    const control = controls[index] ?? controls[0];
    if (control) return control;
  }
  return null;
}

/**
 * The heading of the nearest part of the page that contained `place`. Overlays are children of the body and have none.
 */
export function headingAbove(place: Place): HTMLElement | null {
  for (let part: Element | null = place.parent; part && part !== document.body; part = part.parentElement) {
    const heading = part.isConnected ? part.querySelector<HTMLElement>('h1, h2, h3') : null;
    if (heading && !heading.closest('.ql-editor')) return heading;
  }
  return null;
}

/** The heading that names the page; null while the page is still loading. */
export function pageHeading(): HTMLElement | null {
  return document.querySelector<HTMLElement>('h1:not(.ql-editor *)');
}

/** Gives `element` the focus, even if the Tab key skips it. Returns whether it took it. */
export function giveFocus(element: HTMLElement): boolean {
  if (!element.matches(FOCUSABLE)) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  return document.activeElement === element;
}
