import { useState } from 'react';
import { Form } from 'react-aria-components';
import { Button } from '../../../ui/components/button.tsx';
import { Dialog } from '../../../ui/components/dialog.tsx';
import { Field } from '../../../ui/components/field.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { ProblemLine } from '../../shell/problem-line.tsx';

interface NameDialogProps {
  title: string;
  label: string;
  hint?: string;
  initial: string;
  action: string;
  isPending: boolean;
  error: unknown;
  onSubmit: (name: string) => void;
  onClose: () => void;
}

/** Asks for a name. */
export function NameDialog(props: NameDialogProps) {
  const { title, label, hint, initial, action, isPending, error, onSubmit, onClose } = props;
  const { common } = useMessages();
  const [name, setName] = useState(initial);
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(name.trim());
        }}
      >
        <ProblemLine error={error} />
        <Field
          label={label}
          {...(hint ? { hint } : {})}
          value={name}
          onChange={setName}
          maxLength={80}
          isRequired
          autoFocus
        />
        <div className="dialog-actions">
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary" isPending={isPending}>
            {action}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
