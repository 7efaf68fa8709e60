import type Quill from 'quill/core.js';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Button } from '../app/components/button.tsx';
import { Dialog } from '../app/components/dialog.tsx';
import { Field } from '../app/components/field.tsx';
import { useMessages } from '../app/i18n/i18n.tsx';
import { linkAddress } from './blots.ts';

/** Sets or removes the link of the selection, or of the link that the caret is in. */
export function LinkDialog({ quill, onClose }: { quill: Quill; onClose: () => void }) {
  const { editor, common } = useMessages();
  const [target] = useState(() => linkAround(quill));
  const [address, setAddress] = useState(target.address);
  const [wrong, setWrong] = useState(false);
  const finish = (link: string | false) => {
    const { index, length } = target;
    if (length > 0) quill.formatText(index, length, 'link', link, 'user');
    else if (link) quill.insertText(index, address.trim(), 'link', link, 'user');
    onClose();
  };
  return (
    <Dialog title={editor.linkTitle} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          const link = linkAddress(address);
          if (link === null) setWrong(true);
          else finish(link);
        }}
      >
        <Field
          label={editor.linkAddress}
          value={address}
          onChange={(value) => {
            setAddress(value);
            setWrong(false);
          }}
          inputMode="url"
          autoFocus
        />
        {wrong && (
          <p className="form-error" role="alert">
            {editor.linkInvalid}
          </p>
        )}
        <div className="dialog-actions">
          {target.address && (
            <Button variant="danger" onPress={() => finish(false)}>
              {editor.linkRemove}
            </Button>
          )}
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary">
            {editor.linkApply}
          </Button>
        </div>
      </Form>
    </Dialog>
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
