import { useEffect } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { useToast } from './toast.tsx';

/**
 * Keeps the page when something is dropped outside any drop target: the browser would leave the app for the file or the
 * address. For a file, a message says that it was not inserted.
 */
export function StrayDrops() {
  const { editor } = useMessages();
  const toast = useToast();
  useEffect(() => {
    const takes = ({ target, dataTransfer }: DragEvent): boolean =>
      !hasFiles(dataTransfer) && target instanceof Element && target.closest(EDITABLE) !== null;
    const onDragOver = (event: DragEvent): void => {
      if (event.defaultPrevented || takes(event)) return;
      event.preventDefault();
      // A file may be dropped, so that a message can say why it is not inserted.
      if (event.dataTransfer) event.dataTransfer.dropEffect = hasFiles(event.dataTransfer) ? 'copy' : 'none';
    };
    const onDrop = (event: DragEvent): void => {
      if (event.defaultPrevented || takes(event)) return;
      event.preventDefault();
      if (hasFiles(event.dataTransfer)) toast({ text: editor.leftOut.file, tone: 'error' });
    };
    addEventListener('dragover', onDragOver);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onDragOver);
      removeEventListener('drop', onDrop);
    };
  }, [editor.leftOut.file, toast]);
  return null;
}

const EDITABLE = 'input, textarea, [contenteditable="true"]';

function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}
