import { Ellipsis } from 'lucide-react';
import type Quill from 'quill/core.js';
import { useState } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { FORMATS } from '../../src/ot/formats.ts';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { placeCaret, returnToText } from './caret/keep-caret.ts';
import { ImageDialog } from './image-dialog.tsx';
import { applyFormat, type Format } from './use-format.ts';

/** The menu of less frequent formats. */
export function MoreTool({ quill, format, onKeys }: { quill: Quill; format: Format; onKeys: () => void }) {
  const { tools } = useMessages().editor;
  const [imageDialog, setImageDialog] = useState(false);
  const actions = {
    superscript: () => applyFormat(quill, 'script', format.script === 'super' ? false : 'super'),
    subscript: () => applyFormat(quill, 'script', format.script === 'sub' ? false : 'sub'),
    alignStart: () => applyFormat(quill, 'align', false),
    alignCenter: () => applyFormat(quill, 'align', 'center'),
    alignEnd: () => applyFormat(quill, 'align', 'right'),
    justify: () => applyFormat(quill, 'align', 'justify'),
    image: () => {
      returnToText(quill);
      setImageDialog(true);
    },
    directionAuto: () => applyFormat(quill, 'direction', false),
    directionLtr: () => applyFormat(quill, 'direction', 'ltr'),
    directionRtl: () => applyFormat(quill, 'direction', 'rtl'),
    divider: () => insertDivider(quill),
    clear: () => clearFormat(quill),
    keys: onKeys,
  };
  const item = (id: keyof typeof actions) => (
    <MenuItem id={id} className="menu-item">
      {tools[id]}
    </MenuItem>
  );
  return (
    <>
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
            {item('image')}
            {item('divider')}
            <Separator className="menu-line" />
            {item('clear')}
            <Separator className="menu-line" />
            {item('keys')}
          </Menu>
        </Popover>
      </MenuTrigger>
      {imageDialog && <ImageDialog quill={quill} onClose={() => setImageDialog(false)} />}
    </>
  );
}

function insertDivider(quill: Quill): void {
  const { index } = quill.selection.savedRange;
  quill.insertEmbed(index, 'divider', true, 'user');
  quill.insertText(index + 1, '\n', 'user');
  placeCaret(quill, index + 2);
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
