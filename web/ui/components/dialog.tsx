import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useMessages } from '../i18n/i18n.tsx';
import { IconButton } from './button.tsx';

interface DialogProps {
  title: string;
  onClose: () => void;
  /** For content that is shown only once: neither a press outside nor Escape closes the dialog. */
  stays?: boolean;
  children: ReactNode;
}

/**
 * A modal dialog. It traps the focus and returns it on closing; Escape or a press outside closes it, unless it `stays`.
 */
export function Dialog({ title, onClose, stays = false, children }: DialogProps) {
  const { common } = useMessages();
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={!stays}
      isKeyboardDismissDisabled={stays}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className="modal">
        <AriaDialog className="dialog">
          <header className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <IconButton label={common.close} onPress={onClose}>
              <X size={18} aria-hidden="true" />
            </IconButton>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
