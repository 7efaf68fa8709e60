import type Quill from 'quill/core.js';
import { useState } from 'react';
import { useMessages } from '../app/i18n/i18n.tsx';
import { AddressDialog } from './address-dialog.tsx';
import { linkAddress } from './blots.ts';

/** Sets or removes the link of the selection, or of the link that the caret is in. */
export function LinkDialog({ quill, onClose }: { quill: Quill; onClose: () => void }) {
  const { editor } = useMessages();
  const [{ index, length, address }] = useState(() => linkAround(quill));
  const remove = {
    label: editor.linkRemove,
    run: () => quill.formatText(index, length, 'link', false, 'user'),
  };
  return (
    <AddressDialog
      title={editor.linkTitle}
      label={editor.linkAddress}
      address={address}
      wrong={editor.linkInvalid}
      submit={editor.linkApply}
      onSubmit={(typed) => {
        const link = linkAddress(typed);
        if (link === null) return false;
        if (length > 0) quill.formatText(index, length, 'link', link, 'user');
        else quill.insertText(index, typed, 'link', link, 'user');
        return true;
      }}
      onClose={onClose}
      {...(address ? { danger: remove } : {})}
    />
  );
}

/** What the dialog is about: the selection, or the whole link around a bare caret. */
function linkAround(quill: Quill): { index: number; length: number; address: string } {
  const { index, length } = quill.selection.savedRange;
  const format = quill.getFormat(index, length).link;
  const address = typeof format === 'string' ? format : '';
  if (length > 0 || !address) return { index, length, address };
  let start = index;
  let end = index;
  while (start > 0 && quill.getFormat(start - 1, 1).link === address) start--;
  while (end < quill.getLength() - 1 && quill.getFormat(end, 1).link === address) end++;
  return { index: start, length: end - start, address };
}
