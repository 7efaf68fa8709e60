import { useEffect } from 'react';
import { placeCaret, returnToText } from '../../editor/caret/keep-caret.ts';
import type { DocumentSession } from '../../editor/document-session.ts';

/** Where the caret was when another page of the document was turned to; null when it was not in the text. */
export interface CaretPlace {
  current: { index: number; length: number } | null;
}

/**
 * Has the caret in the text as soon as that can be written, unless another field has the focus: where it was before
 * another page of the document was looked at, or in a document that holds nothing yet.
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
