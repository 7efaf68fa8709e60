import { FileUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../ui/components/button.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import type { Dropped } from './gather.ts';
import { ImportDialog } from './import-part.ts';

/** Opens the dialog that imports files, and takes files that are dropped anywhere on the page. */
export function ImportButton() {
  const { imports } = useMessages();
  const [dropped, setDropped] = useState<readonly Dropped[] | null>(null);
  const isOver = useDrop(setDropped);
  return (
    <>
      <Button aria-haspopup="dialog" onPress={() => setDropped([])}>
        <FileUp size={18} aria-hidden="true" />
        {imports.button}
      </Button>
      {isOver && (
        <div className="drop-here" aria-hidden="true">
          <FileUp size={28} />
          {imports.drop}
        </div>
      )}
      {dropped !== null && <ImportDialog dropped={dropped} onClose={() => setDropped(null)} />}
    </>
  );
}

// On the document, whose listeners are called before those of the window: that of stray drops finds the event handled.
function useDrop(onDrop: (dropped: readonly Dropped[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // Each element under the pointer is entered before the one before it is left.
    let depth = 0;
    const isOfFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
    const listeners: Record<string, (event: DragEvent) => void> = {
      dragenter: () => setOver(++depth > 0),
      dragleave: () => setOver(--depth > 0),
      dragover(event) {
        event.preventDefault();
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      },
      drop(event) {
        event.preventDefault();
        depth = 0;
        setOver(false);
        // Nothing of the event can be read after it.
        const items = [...(event.dataTransfer?.items ?? [])];
        onDrop(
          items.flatMap((item) => {
            const one = item.webkitGetAsEntry() ?? item.getAsFile();
            return one === null ? [] : [one];
          }),
        );
      },
    };
    const onEvent = (event: Event) => {
      if (isOfFiles(event as DragEvent)) listeners[event.type]?.(event as DragEvent);
    };
    for (const type of Object.keys(listeners)) document.addEventListener(type, onEvent);
    return () => {
      for (const type of Object.keys(listeners)) document.removeEventListener(type, onEvent);
    };
  }, [onDrop]);
  return isOver;
}
