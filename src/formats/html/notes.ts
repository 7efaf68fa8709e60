import { MAX_VALUE_LENGTH } from '../../ot/values.ts';
import type { Warnings } from '../warnings.ts';
import { type Embedded, made, shortened } from './embeds.ts';
import { attribute, type Element, elementsIn, hasClass, isElement, type Node, textIn } from './tree.ts';

/** The footnotes of a page: which element refers to which, and which elements are notes and so no text of the page. */
export class Notes {
  readonly #embeds = new Map<Element, Embedded>();
  readonly #notes = new Set<Element>();
  // Any number of links may lead to one note.
  readonly #texts = new Map<Element, string>();

  /** Finds the notes in these nodes, as GitHub, Pandoc, Word and our own writer mark them. */
  constructor(nodes: readonly Node[], warnings: Warnings) {
    const links: Element[] = [];
    const byId = new Map<string, Element>();
    for (const element of elementsIn(nodes)) {
      if (isReference(element)) links.push(element);
      if (hasClass(element, 'footnotes') || attribute(element, 'data-footnotes') !== null)
        this.#notes.add(element);
      for (const name of ['id', 'name']) {
        const id = attribute(element, name);
        if (id !== null && !byId.has(id)) byId.set(id, element);
      }
    }
    for (const link of links) this.#resolve(link, byId, warnings);
  }

  /** Whether an element holds notes only. */
  isNote(element: Element): boolean {
    return this.#notes.size > 0 && this.#notes.has(element);
  }

  /** The footnote that an element refers to; null for none. */
  referredBy(element: Element): Embedded | null {
    return this.#embeds.get(element) ?? null;
  }

  #resolve(link: Element, byId: ReadonlyMap<string, Element>, warnings: Warnings): void {
    const target = byId.get((attribute(link, 'href') ?? '').slice(1));
    const note = target === undefined ? null : noteAround(target);
    if (note === null) return;
    const text = shortened(this.#textOf(note), warnings);
    const embedded = made('footnote', text, null);
    if (embedded === null || text === '') return;
    this.#notes.add(note);
    const { parentNode } = link;
    // The number is raised by an element around it, which is not the text's.
    const holder =
      isElement(parentNode) && parentNode.tagName === 'sup' && parentNode.childNodes.length === 1;
    this.#embeds.set(holder ? parentNode : link, embedded);
  }

  #textOf(note: Element): string {
    const text = this.#texts.get(note) ?? noteText(note);
    this.#texts.set(note, text);
    return text;
  }
}

function isReference(element: Element): boolean {
  const href = attribute(element, 'href');
  if (element.tagName !== 'a' || href === null || !href.startsWith('#')) return false;
  return (
    attribute(element, 'role') === 'doc-noteref' ||
    attribute(element, 'data-footnote-ref') !== null ||
    hasClass(element, 'footnote-ref') ||
    /^#_(ftn|edn)\d+$/.test(href)
  );
}

function noteAround(target: Element): Element | null {
  for (let element: Element | null = target; element !== null; ) {
    if (element.tagName === 'li' || /^(ftn|edn)\d+$/.test(attribute(element, 'id') ?? '')) return element;
    element = isElement(element.parentNode) ? element.parentNode : null;
  }
  return null;
}

const PIECE = 10_000;

// Without the links that lead back, and not much longer than a note may be: notes that stand in one another would each be
// as long as all that are in them.
function noteText(note: Element): string {
  let text = '';
  const addText = (more: string): void => {
    for (let at = 0; at < more.length && text.length <= MAX_VALUE_LENGTH; at += PIECE)
      text = `${text}${more.slice(at, at + PIECE)}`.replace(/\s+/g, ' ').trimStart();
  };
  const add = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (text.length > MAX_VALUE_LENGTH) return;
      if (!isElement(node)) addText(textIn([node]));
      else if (node.tagName !== 'a' || !(attribute(node, 'href') ?? '').startsWith('#')) add(node.childNodes);
    }
  };
  add(note.childNodes);
  return text.trimEnd();
}
