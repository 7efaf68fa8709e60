import { type ReactNode, useState } from 'react';
import { Form } from 'react-aria-components';
import { Button } from '../../ui/components/button.tsx';
import { Dialog } from '../../ui/components/dialog.tsx';
import { Field } from '../../ui/components/field.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

interface AddressDialogProps {
  title: string;
  label: string;
  /** What the field holds at first. */
  address: string;
  /** What stands under the field after an address that `onSubmit` did not take. */
  wrong: string;
  submit: string;
  /** Answers whether the address will do; the dialog stays open when it will not. */
  onSubmit: (address: string) => boolean;
  onClose: () => void;
  /** What else is removed or undone, beside the buttons that every such dialog has. */
  danger?: { label: string; run: () => void };
  /** Further fields. */
  children?: ReactNode;
}

/** Asks for an address: of a link, of an image. */
export function AddressDialog(props: AddressDialogProps) {
  const { title, label, wrong, submit, danger, onSubmit, onClose, children } = props;
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
