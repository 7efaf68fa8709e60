import { useLayoutEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { focusKeeper } from './focus-keeper.ts';

/** Moves the focus with each change of page except the first, which the browser itself starts at the top. */
export function usePageFocus(): void {
  const [path] = useLocation();
  const shown = useRef(path);
  useLayoutEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    focusKeeper.pageChanged();
  }, [path]);
}
