import type Quill from 'quill/core.js';
import { type RefObject, useEffect } from 'react';
import type { Desk } from './desk.ts';
import type { Placement } from './placement.ts';
import { DRAFT, type Subject } from './subjects.ts';

interface Latest {
  active: string | null;
  subjects: readonly Subject[];
  isPhone: boolean;
}

/**
 * A press on marked text opens its card, the next one where several lie; a press elsewhere closes it. On a phone, where a
 * card covers the text, a press into one's own suggestion puts the caret there and opens nothing.
 */
export function usePressedText(
  quill: Quill,
  placement: Placement | null,
  latest: RefObject<Latest>,
  setActive: (id: string | null) => void,
  choose: Desk['choose'],
): void {
  useEffect(() => {
    const onClick = ({ clientX, clientY }: MouseEvent) => {
      if (placement === null || document.getSelection()?.isCollapsed === false) return;
      const { active, subjects, isPhone } = latest.current;
      const isOwn = (id: string) =>
        subjects.some((one) => one.id === id && one.kind === 'suggestion' && one.suggestion.isOwn);
      const isWriting = isPhone && quill.isEnabled();
      const here = placement
        .at(clientX, clientY)
        .filter(({ id }) => id !== DRAFT && !(isWriting && isOwn(id)));
      const at = here.findIndex(({ id }) => id === active);
      const next = here[(at + 1) % here.length];
      if (next === undefined) {
        setActive(null);
        return;
      }
      placement.anchorAt(next);
      choose(next.id, 'text');
    };
    quill.root.addEventListener('click', onClick);
    return () => quill.root.removeEventListener('click', onClick);
  }, [quill, placement, latest, setActive, choose]);
}
