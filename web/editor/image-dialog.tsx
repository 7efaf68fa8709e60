import type Quill from 'quill/core.js';
import { useState } from 'react';
import { Field } from '../ui/components/field.tsx';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { AddressDialog } from './address/address-dialog.tsx';
import { imageAddress } from './address/link-address.ts';
import { placeCaret } from './caret/keep-caret.ts';

/** Inserts an image by its address. */
export function ImageDialog({ quill, onClose }: { quill: Quill; onClose: () => void }) {
  const { editor } = useMessages();
  const [alt, setAlt] = useState('');
  return (
    <AddressDialog
      title={editor.imageTitle}
      label={editor.imageAddress}
      address=""
      wrong={editor.imageInvalid}
      submit={editor.imageInsert}
      onSubmit={(address) => {
        const url = imageAddress(address);
        if (url === null) return false;
        const { index } = quill.selection.savedRange;
        quill.insertEmbed(index, 'image', url, 'user');
        if (alt.trim()) quill.formatText(index, 1, 'alt', alt.trim(), 'user');
        placeCaret(quill, index + 1);
        return true;
      }}
      onClose={onClose}
    >
      <Field label={editor.imageAlt} value={alt} onChange={setAlt} />
    </AddressDialog>
  );
}
