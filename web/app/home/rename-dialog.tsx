import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { renameDocument } from '../../api/calls.ts';
import { problemMessage } from '../../api/problem.ts';
import type { DocumentSummary } from '../../api/types.ts';
import { Button } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { Field } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Renames a document. */
export function RenameDialog({ item, onClose }: { item: DocumentSummary; onClose: () => void }) {
  const messages = useMessages();
  const { list, common } = messages;
  const [title, setTitle] = useState(item.title);
  const queries = useQueryClient();
  const rename = useMutation({
    mutationFn: () => renameDocument(item.id, title.trim()),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['documents'] });
      onClose();
    },
  });
  return (
    <Dialog title={list.renameTitle} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        {rename.error && (
          <p className="form-error" role="alert">
            {problemMessage(rename.error, messages)}
          </p>
        )}
        <Field
          label={list.renameLabel}
          value={title}
          onChange={setTitle}
          maxLength={200}
          isRequired
          autoFocus
        />
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary" isPending={rename.isPending}>
            {common.save}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
