import { useEffect, useRef } from 'react';

/** What the keys of the review do. */
interface KeyActions {
  comment(): void;
  go(step: 1 | -1): void;
}

/** Ctrl-Alt (on a Mac Command-Option) with M comments on the selection, with N and P goes to the next and the previous. */
export function useReviewKeys(actions: KeyActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isOurs = (event.ctrlKey || event.metaKey) && event.altKey && !event.shiftKey;
      // AltGr counts as both on Windows, and types letters there.
      if (!isOurs || event.isComposing || event.getModifierState('AltGraph')) return;
      if (document.querySelector('.overlay')) return;
      if (event.code === 'KeyM') latest.current.comment();
      else if (event.code === 'KeyN') latest.current.go(1);
      else if (event.code === 'KeyP') latest.current.go(-1);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
