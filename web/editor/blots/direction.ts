import Block from 'quill/blots/block.js';
import { Parchment } from 'quill/core.js';

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
