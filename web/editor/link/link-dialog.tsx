import type Quill from 'quill/core.js';
import { Delta as QuillDelta } from 'quill/core.js';
import { useState } from 'react';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { AddressDialog } from '../address/address-dialog.tsx';
import { linkAddress } from '../address/link-address.ts';
import { placeCaret } from '../caret/keep-caret.ts';
import { linkAtCaret } from './link-at.ts';

/** Sets or removes the link of the selection, or the link at the caret. */
export function LinkDialog({ quill, onClose }: { quill: Quill; onClose: () => void }) {
  const { editor } = useMessages();
  const [{ address }] = useState(() => linkAtCaret(quill));
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
        setLink(quill, typed, link);
        return true;
      }}
      onClose={onClose}
      {...(address ? { danger: { label: editor.linkRemove, run: () => removeLink(quill) } } : {})}
    />
  );
}

/** Removes the link at the caret; its text and the caret stay. */
export function removeLink(quill: Quill): void {
  const { index, length } = linkAtCaret(quill);
  quill.formatText(index, length, 'link', false, 'user');
}

// Reads the range only now: other users may have moved it while the dialog was open.
function setLink(quill: Quill, typed: string, link: string): void {
  const { index, length, address } = linkAtCaret(quill);
  // Text that is the address itself would otherwise name another target than the link has.
  const isWritten = length > 0 && address !== '' && linkAddress(quill.getText(index, length)) === address;
  if (length > 0 && !isWritten) {
    quill.formatText(index, length, 'link', link, 'user');
    return;
  }
  const formats = { ...(isWritten ? quill.getContents(index, 1).ops[0]?.attributes : {}), link };
  quill.updateContents(new QuillDelta().retain(index).insert(typed, formats).delete(length), 'user');
  placeCaret(quill, index + typed.length);
}
