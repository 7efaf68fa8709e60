import type Quill from 'quill/core.js';
import { useState } from 'react';
import { useMessages } from '../../app/i18n/i18n.tsx';
import { AddressDialog } from '../address-dialog.tsx';
import { placeCaret } from '../keep-caret.ts';
import { linkAddress } from './link-address.ts';
import { linkAtCaret } from './link-at.ts';

/** Sets or removes the link of the selection, or of the link that the caret is in. */
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

/** Removes the link at the caret; its words stay, and the caret with them. */
export function removeLink(quill: Quill): void {
  const { index, length } = linkAtCaret(quill);
  quill.formatText(index, length, 'link', false, 'user');
}

// The place is read only now: others may have moved it while the dialog was open.
function setLink(quill: Quill, typed: string, link: string): void {
  const { index, length } = linkAtCaret(quill);
  if (length > 0) {
    quill.formatText(index, length, 'link', link, 'user');
    return;
  }
  quill.insertText(index, typed, 'link', link, 'user');
  placeCaret(quill, index + typed.length);
}
