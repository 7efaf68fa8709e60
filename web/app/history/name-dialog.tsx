import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { nameVersion } from '../../api/history.ts';
import { problemMessage } from '../../api/problem.ts';
import { Button } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { Field } from '../../ui/components/field.tsx';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

interface NameDialogProps {
  docId: string;
  version: number;
  /** The current name; null without one. */
  name: string | null;
  /**
   * The version was named. The name of a group of operations belongs to its last one, so the version may be slightly
   * later.
   */
  onNamed: (version: number) => void;
  onClose: () => void;
}

/** Names a version, changes the name or removes it. */
export function NameDialog({ docId, version, name, onNamed, onClose }: NameDialogProps) {
  const messages = useMessages();
  const { history, common } = messages;
  const [value, setValue] = useState(name ?? '');
  const toast = useToast();
  const save = useMutation({
    mutationFn: (next: string | null) => nameVersion(docId, version, next),
    onSuccess: (snapshot, next) => {
      toast({ text: next === null ? history.name.removed : history.name.named(next), tone: 'plain' });
      onNamed(snapshot.version);
      onClose();
    },
  });
  const title = name === null ? history.name.title(version) : history.name.renameTitle(version);
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(value.trim());
        }}
      >
        <Field
          label={history.name.label}
          placeholder={history.name.placeholder}
          value={value}
          onChange={setValue}
          maxLength={200}
          isRequired
          autoFocus
        />
        {save.error && (
          <p className="form-error" role="alert">
            {problemMessage(save.error, messages)}
          </p>
        )}
        <div className="dialog-actions">
          {name !== null && (
            <Button variant="danger" isPending={save.isPending} onPress={() => save.mutate(null)}>
              {history.name.remove}
            </Button>
          )}
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary" isPending={save.isPending}>
            {common.save}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
