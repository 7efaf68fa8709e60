import { useEffect, useRef } from 'react';
import type { EarlyKey } from '../early-key.ts';
import { type ReviewKey, reviewKeyOf } from './review-keys.ts';

/** What the keys of the review do. */
interface KeyActions {
  comment(): void;
  go(step: 1 | -1): void;
  /** Escape in the text: the open card closes, also one that is only about to open. */
  close(): void;
}

/** Does what the keys of the review say, and first what was pressed before it was there. */
export function useReviewKeys(actions: KeyActions, early: EarlyKey): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const act = (key: ReviewKey | null): void => {
      if (key === 'comment') latest.current.comment();
      else if (key !== null) latest.current.go(key === 'next' ? 1 : -1);
    };
    const onKey = (event: KeyboardEvent) => {
      if (isEscapeInText(event)) latest.current.close();
      const key = reviewKeyOf(event);
      if (key === null) return;
      event.preventDefault();
      act(key);
    };
    act(early.take());
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [early]);
}

function isEscapeInText(event: KeyboardEvent): boolean {
  const isInText = event.target instanceof Element && event.target.closest('.ql-editor') !== null;
  return event.key === 'Escape' && isInText && !event.isComposing && !document.querySelector('.overlay');
}
