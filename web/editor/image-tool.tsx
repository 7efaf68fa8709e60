import { Image } from 'lucide-react';
import type Quill from 'quill/core.js';
import { useState } from 'react';
import { IconButton } from '../ui/components/button.tsx';
import { useMessages } from '../ui/i18n/i18n.tsx';
import { returnToText } from './caret/keep-caret.ts';
import { ImageDialog } from './image-dialog.tsx';

/** The tool that inserts an image. */
export function ImageTool({ quill }: { quill: Quill }) {
  const { tools } = useMessages().editor;
  const [isOpen, setOpen] = useState(false);
  const open = (): void => {
    returnToText(quill);
    setOpen(true);
  };
  return (
    <>
      <IconButton label={tools.image} preventFocusOnPress onPress={open}>
        <Image size={17} aria-hidden="true" />
      </IconButton>
      {isOpen && <ImageDialog quill={quill} onClose={() => setOpen(false)} />}
    </>
  );
}
