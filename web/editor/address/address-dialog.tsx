import { type ReactNode, useState } from 'react';
import { Form } from 'react-aria-components';
import { Button } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { Field } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

interface AddressDialogProps {
  title: string;
  label: string;
  /** The initial value of the field. */
  address: string;
  /** The error under the field after `onSubmit` refused the address. */
  wrong: string;
  submit: string;
  /** Returns whether the address is acceptable; otherwise the dialog stays open. */
  onSubmit: (address: string) => boolean;
  onClose: () => void;
  /** A further destructive action, beside the dialog's usual buttons. */
  danger?: { label: string; run: () => void };
  /** What stands before the address. */
  first?: ReactNode;
  /** Further fields. */
  children?: ReactNode;
}

/** Asks for the address of a link or an image. */
export function AddressDialog(props: AddressDialogProps) {
  const { title, label, wrong, submit, danger, onSubmit, onClose, first, children } = props;
  const { common } = useMessages();
  const [address, setAddress] = useState(props.address);
  const [refused, setRefused] = useState(false);
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (onSubmit(address.trim())) onClose();
          else setRefused(true);
        }}
      >
        {first}
        <Field
          label={label}
          value={address}
          onChange={(value) => {
            setAddress(value);
            setRefused(false);
          }}
          inputMode="url"
          placeholder="https://"
          autoFocus
        />
        {children}
        {refused && (
          <p className="form-error" role="alert">
            {wrong}
          </p>
        )}
        <div className="dialog-actions">
          {danger && (
            <Button
              variant="danger"
              onPress={() => {
                danger.run();
                onClose();
              }}
            >
              {danger.label}
            </Button>
          )}
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="primary">
            {submit}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
