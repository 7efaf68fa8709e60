import type Quill from 'quill/core.js';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { MAX_VALUE_LENGTH } from '../../../src/ot/values.ts';
import { Button } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { TextArea } from '../../ui/components/text-area.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { placeCaret } from '../caret/keep-caret.ts';
import { type FoundFootnote, footnoteAt, rewriteFootnote, selectedFootnote } from './footnote-at.ts';

interface FootnoteDialogProps {
  quill: Quill;
  /** Edits the footnote beside the caret; otherwise only one that is selected, and inserts one where none is. */
  edits: boolean;
  onClose: () => void;
}

/** Asks for the text of a footnote: a new one at the caret, or one that is there. */
export function FootnoteDialog({ quill, edits, onClose }: FootnoteDialogProps) {
  const { editor, common } = useMessages();
  const { footnote: t } = editor.blocks;
  const find = (): FoundFootnote | null => (edits ? footnoteAt(quill) : selectedFootnote(quill));
  const [first] = useState(find);
  const [text, setText] = useState(first?.text ?? '');
  const [isEmpty, setEmpty] = useState(false);
  const submit = (): void => {
    const words = text.trim();
    setEmpty(words === '');
    if (words === '') return;
    // Found again: others may have moved it while the dialog was open.
    const found = first === null ? null : find();
    if (found !== null) rewriteFootnote(quill, found, words);
    const at = found?.index ?? quill.selection.savedRange.index;
    if (found === null) quill.insertEmbed(at, 'footnote', words, 'user');
    placeCaret(quill, at + 1);
    onClose();
  };
  return (
    <Dialog title={t.title} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextArea
          label={t.text}
          value={text}
          onChange={setText}
          maxLength={MAX_VALUE_LENGTH}
          autoFocus
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
            // Escape closes the dialog.
            else event.continuePropagation();
          }}
        />
        {isEmpty && (
          <p className="form-error" role="alert">
            {t.empty}
          </p>
        )}
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary">
            {t.save}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
