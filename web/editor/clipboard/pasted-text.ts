import type { Delta as QuillDelta } from 'quill/core.js';
import { isBlock } from './pasted-blocks.ts';

/** How an element treats its white space. */
type WhiteSpace = 'collapsed' | 'lines' | 'kept';

/** Reads pasted text, with the white space that its styles preserve. */
export function matchPastedText(node: Node, delta: QuillDelta): QuillDelta {
  const { data, parentElement, previousSibling, nextSibling } = node as Text;
  // Word writes this for an empty line.
  if (parentElement?.tagName === 'O:P') return delta.insert(data.trim());
  const between = isBlock(previousSibling) || isBlock(nextSibling);
  if (isBlank(data) && data.includes('\n') && (between || !isBetweenInline(node))) return delta;
  const treated = whiteSpaceOf(parentElement);
  if (treated === 'kept') return delta.insert(plainSpaces(data.replace(/\r\n?/g, '\n')));

  let text = data.replace(/[ \t\r\f]+/g, ' ');
  text = treated === 'lines' ? text.replace(/ ?\n ?/g, '\n') : text.replace(/[ \n]+/g, ' ');
  if ((previousSibling === null && isBlock(parentElement)) || isBlock(previousSibling)) {
    text = text.replace(/^ /, '');
  }
  if ((nextSibling === null && isBlock(parentElement)) || isBlock(nextSibling)) text = text.replace(/ $/, '');
  return delta.insert(plainSpaces(text));
}

/**
 * Removes comments and white space right before blocks, unless it is kept: Quill ends the line of what stands before a
 * block only if nothing is between the two.
 */
export function dropBlanks(pasted: Document): void {
  for (const element of pasted.body.querySelectorAll('*')) {
    if (!isBlock(element)) continue;
    for (let at = element.previousSibling; isNothing(at); at = element.previousSibling) at.remove();
  }
}

function isNothing(node: Node | null): node is Comment | Text {
  if (node instanceof Comment) return true;
  if (!(node instanceof Text) || !isBlank(node.data)) return false;
  return node.data.includes('\n') || whiteSpaceOf(node.parentElement) !== 'kept';
}

function isBlank(text: string): boolean {
  return !/[^\s]/.test(text.replaceAll('\u00a0', 'x'));
}

/** Editors and word processors write spaces that must not collapse as no-break spaces. */
function plainSpaces(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

function isBetweenInline({ previousSibling, nextSibling }: Node): boolean {
  return previousSibling !== null && nextSibling !== null;
}

function whiteSpaceOf(element: HTMLElement | null): WhiteSpace {
  for (let at = element; at !== null; at = at.parentElement) {
    if (at.tagName === 'PRE') return 'kept';
    const { whiteSpace } = at.style;
    const collapse = at.style.getPropertyValue('white-space-collapse');
    if (/^(pre|pre-wrap|break-spaces)$/.test(whiteSpace) || /^(preserve|break-spaces)$/.test(collapse))
      return 'kept';
    if (whiteSpace === 'pre-line' || collapse === 'preserve-breaks') return 'lines';
    if (whiteSpace === 'normal' || whiteSpace === 'nowrap' || collapse === 'collapse') return 'collapsed';
  }
  return 'collapsed';
}
