import type Quill from 'quill/core.js';
import { type RefObject, useEffect, useState } from 'react';
import type { Range } from '../../../../src/ot/op.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import { Placement } from './placement.ts';

/** Draws highlights and places cards in an editor; `draft` is where a thread is being begun. */
export function usePlacement(
  session: DocumentSession,
  quill: Quill,
  draft: RefObject<Range | null>,
): Placement | null {
  const [placement, setPlacement] = useState<Placement | null>(null);
  useEffect(() => {
    const main = quill.root.closest('main');
    if (main === null) return;
    const made = new Placement(session, quill, main, () => draft.current);
    setPlacement(made);
    return () => made.destroy();
  }, [session, quill, draft]);
  return placement;
}
