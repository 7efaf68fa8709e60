/** Takes note of what stands where on the screen; the returned function scrolls so that it stands there again. */
export type KeepPlace = () => void;

/** How many blocks after the first visible one may stand in for it, should a change remove it. */
const CANDIDATES = 6;

/**
 * Holds the view still while something changes above or around it. The caret is the anchor where it can be seen (its
 * author looks at it), else the first block in view. Browsers anchor scrolling too, each differently and none by the
 * caret, so the page turns that off for the element that scrolls (`overflow-anchor: none`).
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
  // Nothing scrolled away and nothing to hold: what is added below the first line moves nobody.
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

/** The first child of `root` that ends below `top`, by bisection: blocks stand one under the other. */
function firstBelow(root: HTMLElement, top: number): Element | null {
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
