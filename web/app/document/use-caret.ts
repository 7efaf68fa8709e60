import { useEffect } from 'react';
import { placeCaret, returnToText } from '../../editor/caret/keep-caret.ts';
import type { DocumentSession } from '../../editor/document-session.ts';

/** Where the caret was when the user left for another page of the document; null when it was not in the text. */
export interface CaretPlace {
  current: { index: number; length: number } | null;
}

/**
 * Sets the caret in the text as soon as it is editable, unless another field has the focus: at its place before the
 * user visited another page of the document, or in an empty document.
 */
export function useCaret(session: DocumentSession | null, place: CaretPlace): void {
  useEffect(() => {
    if (!session) return;
    const { quill } = session;
    const { activeElement } = document;
    const isFree = activeElement === document.body || activeElement?.matches('h1') === true;
    const last = quill.getLength() - 1;
    const before = place.current;
    if (isFree && (before !== null || last === 0)) {
      const index = Math.min(before?.index ?? 0, last);
      placeCaret(quill, index, Math.min(before?.length ?? 0, last - index));
      returnToText(quill);
      quill.scrollSelectionIntoView();
    }
    let wasThere = isFree && before !== null;
    const note = (range: unknown): void => {
      wasThere ||= range !== null;
    };
    quill.on('selection-change', note);
    return () => {
      quill.off('selection-change', note);
      const { index, length } = quill.selection.savedRange;
      place.current = wasThere ? { index, length } : null;
    };
  }, [session, place]);
}
