import type Quill from 'quill/core.js';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Button } from '../app/components/button.tsx';
import { Dialog } from '../app/components/dialog.tsx';
import { Field } from '../app/components/field.tsx';
import { useMessages } from '../app/i18n/i18n.tsx';

/** Puts an image in by its address. */
export function ImageDialog({ quill, onClose }: { quill: Quill; onClose: () => void }) {
  const { editor, common } = useMessages();
  const [address, setAddress] = useState('https://');
  const [alt, setAlt] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <Dialog title={editor.imageTitle} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          const url = URL.parse(address.trim());
          if (url?.protocol !== 'https:') {
            setWrong(true);
            return;
          }
          const { index } = quill.selection.savedRange;
          quill.insertEmbed(index, 'image', url.href, 'user');
          if (alt.trim()) quill.formatText(index, 1, 'alt', alt.trim(), 'user');
          quill.setSelection(index + 1, 0, 'user');
          onClose();
        }}
      >
        <Field
          label={editor.imageAddress}
          value={address}
          onChange={(value) => {
            setAddress(value);
            setWrong(false);
          }}
          inputMode="url"
          autoFocus
        />
        <Field label={editor.imageAlt} value={alt} onChange={setAlt} />
        {wrong && (
          <p className="form-error" role="alert">
            {editor.imageInvalid}
          </p>
        )}
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary">
            {editor.imageInsert}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
