import Block from 'quill/blots/block.js';

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
