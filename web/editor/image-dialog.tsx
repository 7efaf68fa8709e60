import { ImageUp } from 'lucide-react';
import type Quill from 'quill/core.js';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { IMAGE_TYPES } from '../../src/base/images/read-image.ts';
import { Button } from '../ui/components/button.tsx';
import { Field } from '../ui/components/field.tsx';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { AddressDialog } from './address/address-dialog.tsx';
import { imageAddress } from './address/link-address.ts';
import { placeCaret, returnToText } from './caret/keep-caret.ts';
import { clipboardOf } from './clipboard/clipboard.ts';

/** Inserts an image: a file, or by its address. */
export function ImageDialog({ quill, onClose }: { quill: Quill; onClose: () => void }) {
  const { editor } = useMessages();
  const [alt, setAlt] = useState('');
  const clipboard = clipboardOf(quill);
  const insertFiles = (files: FileList | null): void => {
    if (files === null || files.length === 0) return;
    const { index, length } = quill.selection.savedRange;
    clipboard.insertFiles([...files], { index, length }, alt.trim());
    onClose();
    returnToText(quill);
  };
  return (
    <AddressDialog
      title={editor.imageTitle}
      label={editor.imageAddress}
      address=""
      wrong={editor.imageInvalid}
      submit={editor.imageInsert}
      first={
        clipboard.takesFiles && (
          <div className="image-choice">
            <FileTrigger acceptedFileTypes={IMAGE_TYPES} allowsMultiple onSelect={insertFiles}>
              <Button variant="primary">
                <ImageUp size={16} aria-hidden="true" />
                {editor.imageChoose}
              </Button>
            </FileTrigger>
            <p>{editor.imageOr}</p>
          </div>
        )
      }
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
