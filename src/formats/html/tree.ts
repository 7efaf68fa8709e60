import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { joined } from '../joined.ts';
import { Unreadable } from '../unreadable.ts';

/** A node of a parsed page. */
export type Node = DefaultTreeAdapterTypes.ChildNode;
/** An element of a parsed page. */
export type Element = DefaultTreeAdapterTypes.Element;
/** Text of a parsed page. */
export type Text = DefaultTreeAdapterTypes.TextNode;

// Browsers cut elements at this depth too.
const DEEPEST = 512;
const MOST_ATTRIBUTES = 500;

/**
 * HTML as a browser parses it. Its work is bounded: throws `Unreadable` for markup that nests too deeply, or whose
 * unclosed elements would come again so often that they are many more than were written.
 */
export function parseHtml(html: string): Node[] {
  boundAttributes(html);
  let depth = 0;
  let elements = 1_000 + html.length / 2;
  const tooDeep = (): never => {
    throw new Unreadable('too_deep', `The HTML nests deeper than ${DEEPEST} elements.`);
  };
  const texts = new JoinedTexts();
  const page = parse(html, {
    scriptingEnabled: false,
    treeAdapter: {
      ...defaultTreeAdapter,
      insertText(parent, text) {
        defaultTreeAdapter.insertText(parent, text);
        texts.grew(parent.childNodes.at(-1), text.length);
      },
      createElement(...given) {
        if (--elements < 0) tooDeep();
        return defaultTreeAdapter.createElement(...given);
      },
      onItemPush() {
        if (++depth > DEEPEST) tooDeep();
      },
      onItemPop() {
        depth--;
      },
    },
  });
  texts.join();
  return page.childNodes;
}

/** The texts of a page, which the parser makes sign by sign, in one piece each. */
class JoinedTexts {
  #last: Node | undefined;
  #joined = 0;
  #loose = 0;

  /** This node got `units` more at its end. */
  grew(node: Node | undefined, units: number): void {
    if (node !== this.#last) {
      this.join();
      this.#last = node;
      this.#joined = 0;
    }
    this.#loose += units;
    // Twice as much each time: joining takes a time in proportion to the length.
    if (this.#loose > Math.max(1_024, this.#joined)) this.join();
  }

  join(): void {
    const node = this.#last;
    if (node === undefined || !isText(node)) return;
    joined(node.value);
    this.#joined = node.value.length;
    this.#loose = 0;
  }
}

// Each attribute of a tag is compared with all before it.
function boundAttributes(html: string): void {
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    if (!/[a-z]/i.test(html[at + 1] ?? '')) continue;
    let count = 0;
    let isGap = false;
    let end = at + 1;
    for (; end < html.length; end++) {
      const unit = html.charCodeAt(end);
      if (unit === 0x3e) break;
      if (unit <= 0x20 || unit === 0x2f) isGap = true;
      else if (isGap) {
        isGap = false;
        if (++count > MOST_ATTRIBUTES)
          throw new Unreadable('too_deep', `An element has more than ${MOST_ATTRIBUTES} attributes.`);
      } else if ((unit === 0x22 || unit === 0x27) && html[end - 1] === '=') {
        const close = html.indexOf(html[end] as string, end + 1);
        if (close < 0) break;
        end = close;
        isGap = true;
      }
    }
    at = end;
  }
}

/** Whether a node is an element. */
export function isElement(node: unknown): node is Element {
  return typeof node === 'object' && node !== null && 'tagName' in node;
}

/** Whether a node is text. */
export function isText(node: Node): node is Text {
  return node.nodeName === '#text';
}

/** The value of an attribute; null when the element does not have it. */
export function attribute({ attrs }: Element, name: string): string | null {
  return attrs.find((one) => one.name === name)?.value ?? null;
}

/** Whether an element has a class. */
export function hasClass(element: Element, name: string): boolean {
  return (attribute(element, 'class') ?? '').split(/\s+/).includes(name);
}

/** Every element below a node, in order. */
export function* elementsIn(nodes: readonly Node[]): Generator<Element> {
  for (const node of nodes) {
    if (!isElement(node)) continue;
    yield node;
    yield* elementsIn(node.childNodes);
  }
}

/** The text below an element, as it stands. */
export function textIn(nodes: readonly Node[]): string {
  let text = '';
  for (const node of nodes) {
    if (isText(node)) text += node.value;
    else if (isElement(node)) text += textIn(node.childNodes);
  }
  return text;
}
