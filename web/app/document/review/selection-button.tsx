import { MessageSquarePlus } from 'lucide-react';
import type Quill from 'quill/core.js';
import { useEffect, useState } from 'react';
import { IconButton } from '../../../ui/components/button.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';

interface SelectionButtonProps {
  quill: Quill;
  onPress: () => void;
}

/** A button beside the selection, with which a comment on it begins. */
export function SelectionButton({ quill, onPress }: SelectionButtonProps) {
  const { review } = useMessages();
  const top = useSelectionTop(quill);
  if (top === null) return null;
  return (
    <div className="review-add" style={{ top }}>
      <IconButton label={review.add} preventFocusOnPress onPress={onPress}>
        <MessageSquarePlus size={18} aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/**
 * Where the selection begins, below the top of the page's main part; null while nothing is selected. Measured at most
 * once per frame.
 */
function useSelectionTop(quill: Quill): number | null {
  const [top, setTop] = useState<number | null>(null);
  useEffect(() => {
    let frame = 0;
    const read = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setTop(topOf(quill)));
    };
    quill.on('editor-change', read);
    document.addEventListener('focusin', read);
    const resized = new ResizeObserver(read);
    resized.observe(quill.root);
    return () => {
      quill.off('editor-change', read);
      document.removeEventListener('focusin', read);
      resized.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [quill]);
  return top;
}

function topOf(quill: Quill): number | null {
  const { lastRange } = quill.selection;
  if (!quill.hasFocus() || lastRange === null || lastRange.length === 0 || quill.composition.isComposing)
    return null;
  const bounds = quill.selection.getBounds(lastRange.index, 0);
  const around = quill.root.closest('main')?.getBoundingClientRect();
  return bounds && around ? Math.round(bounds.top - around.top) : null;
}
