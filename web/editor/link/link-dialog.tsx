import type Quill from 'quill/core.js';
import { Delta as QuillDelta } from 'quill/core.js';
import { useState } from 'react';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { AddressDialog } from '../address/address-dialog.tsx';
import { linkAddress } from '../address/link-address.ts';
import { placeCaret } from '../caret/keep-caret.ts';
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
  const { index, length, address } = linkAtCaret(quill);
  // Words that are the address itself would otherwise tell of another place than the link leads to.
  const isWritten = length > 0 && address !== '' && linkAddress(quill.getText(index, length)) === address;
  if (length > 0 && !isWritten) {
    quill.formatText(index, length, 'link', link, 'user');
    return;
  }
  const formats = { ...(isWritten ? quill.getContents(index, 1).ops[0]?.attributes : {}), link };
  quill.updateContents(new QuillDelta().retain(index).insert(typed, formats).delete(length), 'user');
  placeCaret(quill, index + typed.length);
}
