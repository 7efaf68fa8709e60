import Block from 'quill/blots/block.js';
import { Parchment, Delta as QuillDelta } from 'quill/core.js';

const { Attributor, Scope } = Parchment;

const DIRECTIONS = ['rtl', 'ltr'];

/**
 * Has each line laid out by its own first strong letter. The attribute rather than `unicode-bidi: plaintext`, which
 * reorders the text alone: markers, padding and bars follow the direction that an element has.
 */
export function directLines(): void {
  const create = Block.create;
  // Every kind of line makes its element through this one, headings and list items too.
  Block.create = function (this: typeof Block, value?: unknown) {
    const node = create.call(this, value) as HTMLElement;
    // Code reads from left to right whatever letters it has.
    node.setAttribute('dir', this.blotName === 'code-block' ? 'ltr' : 'auto');
    return node;
  };
}

/**
 * The direction that somebody gave a line. It stands in an attribute of its own beside `dir`, which every line has: Quill
 * would read the format out of that one, and find one where there is none.
 */
class DirectionAttributor extends Attributor {
  override add(node: HTMLElement, value: unknown): boolean {
    if (!super.add(node, value)) return false;
    node.dir = String(value);
    return true;
  }

  override remove(node: HTMLElement): void {
    super.remove(node);
    node.dir = 'auto';
  }
}

/** The direction of a line, where it is not to be that of its first letter. */
export const Direction = new DirectionAttributor('direction', 'data-direction', {
  scope: Scope.BLOCK,
  whitelist: DIRECTIONS,
});

/** The direction of a text by its first letter that has one (UAX #9, P2): what a line without any of its own shows. */
function firstDirection(text: string): 'rtl' | 'ltr' {
  const letter = /\p{L}/u.exec(text)?.[0] ?? '';
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(letter)
    ? 'rtl'
    : 'ltr';
}

/** Reads the direction of pasted lines where it is not that of their first letter, for Quill's clipboard. */
export const directionMatcher: [string, (node: Node, lines: QuillDelta) => QuillDelta] = [
  DIRECTIONS.map((direction) => `[dir="${direction}"]`).join(),
  (node, lines) => {
    const direction = (node as HTMLElement).dir;
    const directed = new QuillDelta();
    let line = '';
    for (const { insert, attributes } of lines.ops) {
      for (const piece of typeof insert === 'string' ? insert.split(/(\n)/) : [insert ?? '']) {
        const differs = piece === '\n' && firstDirection(line) !== direction;
        line = piece === '\n' || typeof piece !== 'string' ? '' : line + piece;
        // What stands further in has said so already.
        directed.insert(piece, differs ? { direction, ...attributes } : attributes);
      }
    }
    return directed;
  },
];
