import { useEffect, useRef } from 'react';

/**
 * Opens the bar, where there is one to `open`, on Ctrl-F and Ctrl-H, or Command-F and Command-Shift-H, anywhere on the page. From the bar itself, the
 * browser's own search opens.
 */
export function useFindKeys(open: (() => void) | null): void {
  const latest = useRef(open);
  latest.current = open;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
      const isFind = event.code === 'KeyF' && !event.shiftKey;
      const isReplace = event.code === 'KeyH' && event.shiftKey === event.metaKey;
      if (!isFind && !isReplace) return;
      if (event.target instanceof Element && event.target.closest('.find-bar, dialog, [role="dialog"]'))
        return;
      if (latest.current === null) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
