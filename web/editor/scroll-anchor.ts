/** Restores the scroll position that was measured when this function was made. */
export type KeepPlace = () => void;

/** How many blocks after the first visible one may replace it as the anchor if a change removes it. */
const CANDIDATES = 6;

/**
 * Holds the scroll position while content changes above or around it. The caret is the anchor where it is visible (its
 * author looks at it), else the first visible block. Browsers anchor scrolling too, each differently and none by the
 * caret, so the page disables that for the scrolling element (`overflow-anchor: none`).
 */
export function holdView(root: HTMLElement, scroller: Element, caretTop: () => number | null): KeepPlace {
  const view = viewOf(scroller);
  const caret = caretTop();
  if (caret !== null && caret >= view.top && caret <= view.bottom) {
    return () => shift(scroller, caret, caretTop());
  }
  const anchors: { element: Element; top: number }[] = [];
  for (
    let element = firstBelow(root, view.top);
    element !== null && anchors.length < CANDIDATES;
    element = element.nextElementSibling
  ) {
    anchors.push({ element, top: element.getBoundingClientRect().top });
  }
  // At the top nothing needs holding: content added below the first line moves nothing in view.
  if (scroller.scrollTop === 0) return () => undefined;
  return () => {
    const anchor = anchors.find(({ element }) => element.isConnected);
    if (anchor) shift(scroller, anchor.top, anchor.element.getBoundingClientRect().top);
  };
}

function shift(scroller: Element, before: number, after: number | null): void {
  if (after !== null && after !== before) scroller.scrollTop += after - before;
}

function viewOf(scroller: Element): { top: number; bottom: number } {
  if (scroller === document.scrollingElement) return { top: 0, bottom: window.innerHeight };
  const { top, bottom } = scroller.getBoundingClientRect();
  return { top, bottom };
}

/** The first child of `root` that ends below `top`, by bisection: blocks lie one below the other. */
export function firstBelow(root: HTMLElement, top: number): Element | null {
  const blocks = root.children;
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const block = blocks[middle];
    if (block && block.getBoundingClientRect().bottom > top) high = middle;
    else low = middle + 1;
  }
  return blocks[low] ?? null;
}
