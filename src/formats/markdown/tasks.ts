import type { MarkdownIt, Token } from 'markdown-it';
import { calloutNamed } from '../blocks/model.ts';

/**
 * Teaches the parser task lists and alerts: `[x]` at the beginning of an item, `[!NOTE]` at that of a quote. The token
 * of the item or quote gets `meta`; the words are taken from its first paragraph.
 */
export function addTasks(parser: MarkdownIt): void {
  parser.core.ruler.after('block', 'tasks', ({ tokens }) => {
    for (const [at, token] of tokens.entries()) {
      if (token.type !== 'list_item_open' && token.type !== 'blockquote_open') continue;
      const [open, content] = [tokens[at + 1], tokens[at + 2]];
      if (open?.type !== 'paragraph_open' || content?.type !== 'inline') continue;
      if (token.type === 'list_item_open') readTask(token, content);
      else readAlert(token, open, content, tokens[at + 3]);
    }
  });
}

function readTask(item: Token, content: Token): void {
  const [box, state] = /^\[([ xX])\](?:[ \t]+|$|(?=\n))/.exec(content.content) ?? [];
  if (box === undefined) return;
  item.meta = { isChecked: state !== ' ' };
  content.content = content.content.slice(box.length);
}

function readAlert(quote: Token, open: Token, content: Token, close: Token | undefined): void {
  const [head, name] = /^\[!([A-Za-z]+)\][ \t]*(?:\n|$)/.exec(content.content) ?? [];
  const callout = name === undefined ? null : calloutNamed(name);
  if (head === undefined || callout === null) return;
  quote.meta = { callout };
  content.content = content.content.slice(head.length);
  if (content.content !== '') return;
  for (const token of [open, content, close]) if (token !== undefined) token.hidden = true;
  content.children = [];
  content.type = 'nothing';
  open.type = 'nothing';
  if (close !== undefined) close.type = 'nothing';
}
