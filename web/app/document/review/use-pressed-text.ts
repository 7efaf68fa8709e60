import type Quill from 'quill/core.js';
import { type RefObject, useEffect } from 'react';
import type { Desk } from './desk.ts';
import { DRAFT } from './items.ts';
import type { Placement } from './placement.ts';

/** A press on a highlight opens its thread, the next one where several lie; a press elsewhere closes it. */
export function usePressedText(
  quill: Quill,
  placement: Placement | null,
  latest: RefObject<{ active: string | null }>,
  setActive: (id: string | null) => void,
  choose: Desk['choose'],
): void {
  useEffect(() => {
    const onClick = ({ clientX, clientY }: MouseEvent) => {
      if (placement === null || document.getSelection()?.isCollapsed === false) return;
      const here = placement.at(clientX, clientY).filter((id) => id !== DRAFT);
      const at = here.indexOf(latest.current.active ?? '');
      const next = here[(at + 1) % here.length];
      if (next !== undefined) choose(next, 'text');
      else setActive(null);
    };
    quill.root.addEventListener('click', onClick);
    return () => quill.root.removeEventListener('click', onClick);
  }, [quill, placement, latest, setActive, choose]);
}
