import type Quill from 'quill/core.js';
import { CALLOUTS } from '../../../src/formats/blocks/model.ts';
import { insertRule } from '../blocks/insert-rule.ts';
import { beginMention } from '../mentions/mention-typing.ts';

/**
 * Enter behind a command that is all the text of its line, such as `/note`: does it, in place of the command. Undo gives
 * the command back. Returns whether there was one.
 */
export function takeCommand(quill: Quill, index: number, footnote: () => void): boolean {
  const [line, offset] = quill.getLine(index);
  if (line === null || offset > LONGEST || offset !== line.length() - 1) return false;
  const command = quill.getText(index - offset, offset);
  const callout = CALLOUTS.find((kind) => command === `/${kind}`);
  if (callout === undefined && !COMMANDS.includes(command)) return false;
  if (quill.getFormat(index)['code-block']) return false;
  const start = index - offset;
  quill.history.cutoff();
  quill.deleteText(start, offset, 'user');
  quill.setSelection(start, 0, 'silent');
  if (callout !== undefined) quill.formatLine(start, 1, 'callout', callout, 'user');
  else if (command === '/page') quill.setSelection(insertRule(quill, start, 'page-break'), 0, 'user');
  else if (command === '/mention') beginMention(quill);
  else footnote();
  quill.history.cutoff();
  return true;
}

const LONGEST = 12;
const COMMANDS = ['/footnote', '/page', '/mention'];
