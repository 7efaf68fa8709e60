import { useEffect } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { useToast } from './toast.tsx';

/**
 * Keeps the page when something is dropped where nothing takes it: the browser would leave the app for the file or the
 * address. Of a file it is said that it was not taken.
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
      // A file may be dropped, to be told why it is not taken.
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
