import type { ReactNode } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  title: string;
  text: ReactNode;
  /** The action as a verb: the label of the button. */
  action: string;
  isDangerous?: boolean;
  isPending: boolean;
  /** Why the action failed; null if it has not. */
  error: string | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks for confirmation before an action that is hard to undo. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, text, action, isDangerous = false, isPending, error, onConfirm, onClose } = props;
  const { common } = useMessages();
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="form">
        <p>{text}</p>
        {error !== null && (
          <p className="form-error" role="alert">
            {error}
          </p>
        )}
        <div className="confirm-actions">
          <Button onPress={onClose} autoFocus>
            {common.cancel}
          </Button>
          <Button variant={isDangerous ? 'danger' : 'primary'} isPending={isPending} onPress={onConfirm}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
