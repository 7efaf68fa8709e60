import Block from 'quill/blots/block.js';
import { Parchment, Delta as QuillDelta } from 'quill/core.js';

const { Attributor, Scope } = Parchment;

const DIRECTIONS = ['rtl', 'ltr'];

/**
 * Lays each line out by its own first strong letter. This uses the attribute, since `unicode-bidi: plaintext` reorders
 * the text only: markers, padding and bars follow the element's direction.
 */
export function directLines(): void {
  const create = Block.create;
  // Every kind of line creates its element here, including headings and list items.
  Block.create = function (this: typeof Block, value?: unknown) {
    const node = create.call(this, value) as HTMLElement;
    // Code reads from left to right, in every script.
    node.setAttribute('dir', this.blotName === 'code-block' ? 'ltr' : 'auto');
    return node;
  };
}

/**
 * The direction that a user gave a line. It has an attribute of its own beside `dir`, which every line has: Quill would
 * read the format from `dir`, and find one on every line.
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

/** The direction of a line that differs from that of its first letter. */
export const Direction = new DirectionAttributor('direction', 'data-direction', {
  scope: Scope.BLOCK,
  whitelist: DIRECTIONS,
});

/** The direction of a text by its first strong letter (UAX #9, P2), as for a line without a direction of its own. */
function firstDirection(text: string): 'rtl' | 'ltr' {
  const letter = /\p{L}/u.exec(text)?.[0] ?? '';
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(letter)
    ? 'rtl'
    : 'ltr';
}

/** Quill's clipboard matcher for lines whose direction differs from that of their first letter. */
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
        // A nested element has already set its own direction.
        directed.insert(piece, differs ? { direction, ...attributes } : attributes);
      }
    }
    return directed;
  },
];
