import { Ellipsis } from 'lucide-react';
import type Quill from 'quill/core.js';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { FORMATS } from '../../src/ot/formats.ts';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { insertRule } from './blocks/insert-rule.ts';
import { placeCaret, returnToText } from './caret/keep-caret.ts';
import { beginMentionLater } from './mentions/mention-typing.ts';
import { applyFormat, type Format } from './use-format.ts';

interface MoreToolProps {
  quill: Quill;
  format: Format;
  onKeys: () => void;
  onFootnote: () => void;
}

/** The menu of less frequent formats. */
export function MoreTool({ quill, format, onKeys, onFootnote }: MoreToolProps) {
  const { tools, blocks } = useMessages().editor;
  const names = {
    ...tools,
    mention: blocks.mentions.insert,
    footnote: blocks.footnote.insert,
    pageBreak: blocks.pageBreak,
  };
  const actions = {
    superscript: () => applyFormat(quill, 'script', format.script === 'super' ? false : 'super'),
    subscript: () => applyFormat(quill, 'script', format.script === 'sub' ? false : 'sub'),
    alignStart: () => applyFormat(quill, 'align', false),
    alignCenter: () => applyFormat(quill, 'align', 'center'),
    alignEnd: () => applyFormat(quill, 'align', 'right'),
    justify: () => applyFormat(quill, 'align', 'justify'),
    directionAuto: () => applyFormat(quill, 'direction', false),
    directionLtr: () => applyFormat(quill, 'direction', 'ltr'),
    directionRtl: () => applyFormat(quill, 'direction', 'rtl'),
    mention: () => beginMentionLater(quill),
    footnote: onFootnote,
    divider: () => insertAtCaret(quill, 'divider'),
    pageBreak: () => insertAtCaret(quill, 'page-break'),
    clear: () => clearFormat(quill),
    keys: onKeys,
  };
  const item = (id: keyof typeof actions) => (
    <MenuItem id={id} className="menu-item">
      {names[id]}
    </MenuItem>
  );
  return (
    <MenuTrigger onOpenChange={(open) => open && returnToText(quill)}>
      <AriaButton className="icon-button tool" aria-label={tools.more} preventFocusOnPress>
        <Ellipsis size={17} aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label={tools.more}
          onAction={(key) => actions[key as keyof typeof actions]?.()}
        >
          {item('alignStart')}
          {item('alignCenter')}
          {item('alignEnd')}
          {item('justify')}
          <Separator className="menu-line" />
          {item('directionAuto')}
          {item('directionLtr')}
          {item('directionRtl')}
          <Separator className="menu-line" />
          {item('superscript')}
          {item('subscript')}
          <Separator className="menu-line" />
          {item('mention')}
          {item('footnote')}
          {item('divider')}
          {item('pageBreak')}
          <Separator className="menu-line" />
          {item('clear')}
          <Separator className="menu-line" />
          {item('keys')}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function insertAtCaret(quill: Quill, type: 'divider' | 'page-break'): void {
  placeCaret(quill, insertRule(quill, quill.selection.savedRange.index, type));
  returnToText(quill);
}

// A cell is where a line is, not how it looks.
function clearFormat(quill: Quill): void {
  const { index, length } = quill.selection.savedRange;
  const without = (wanted: 'text' | 'line'): Record<string, false> =>
    Object.fromEntries(
      [...FORMATS]
        .filter(([name, { place }]) => place === wanted && !name.startsWith('cell'))
        .map(([name]) => [name, false]),
    );
  if (length > 0) {
    quill.formatText(index, length, without('text'), 'user');
    quill.formatLine(index, length, without('line'), 'user');
    return;
  }
  for (const name of Object.keys(quill.getFormat(index)))
    if (!name.startsWith('cell')) applyFormat(quill, name, false);
}
