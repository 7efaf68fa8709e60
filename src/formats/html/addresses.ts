import { EMBED_ATTRIBUTE, VALUE_ATTRIBUTE } from '../vocabulary.ts';
import { type Element, elementsIn, type Node } from './tree.ts';

/** Where the addresses of a source lead in the document that is read; null for one that stays as it is. */
export interface SourceAddresses {
  /** The address of an image; '' for one that the document may not have. */
  image(address: string): string | null;
  /** The address of a link; '' for one that leads nowhere. */
  link(address: string): string | null;
}

const PLACES = [
  { tag: 'img', attribute: 'src', kind: 'image' },
  { tag: 'a', attribute: 'href', kind: 'link' },
] as const;

/** Puts the addresses of the document into an element, in place of those of the source. */
export function readdressElement({ tagName, attrs }: Element, addresses: SourceAddresses): void {
  for (const { tag, attribute, kind } of PLACES) {
    if (tagName !== tag) continue;
    const found = attrs.find(({ name }) => name === attribute);
    const address = found === undefined ? null : addresses[kind](found.value.trim());
    if (found === undefined || address === null) continue;
    found.value = address;
    // A page of ours names the image as it was in its document.
    if (kind === 'image') remove(attrs, [EMBED_ATTRIBUTE, VALUE_ATTRIBUTE]);
  }
}

function remove(attrs: Element['attrs'], names: readonly string[]): void {
  for (let at = attrs.length - 1; at >= 0; at--)
    if (names.includes((attrs[at] as { name: string }).name)) attrs.splice(at, 1);
}

/** The same for every element below these nodes. */
export function readdress(nodes: readonly Node[], addresses: SourceAddresses | undefined): void {
  if (addresses === undefined) return;
  for (const element of elementsIn(nodes)) readdressElement(element, addresses);
}
