import { useEffect } from 'react';
import type { HistorySession } from './history-session.ts';

/** Space plays and pauses, unless the focused element uses the key itself. */
export function useSpaceToPlay(session: HistorySession | null): void {
  useEffect(() => {
    if (!session) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
        return;
      const target = event.target instanceof Element ? event.target : null;
      const uses =
        'button, a, [role=option], [role=menuitem], [role=dialog], input:not([type=range]), textarea';
      if (target?.closest(uses)) return;
      event.preventDefault();
      if (session.view().playing) session.pause();
      else session.play();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [session]);
}
