import { useEffect } from 'react';
import { useLocation } from 'wouter';

/** Opens the history on Ctrl-Alt-Shift-H or Command-Option-Shift-H. */
export function useHistoryKey(path: string): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const pressed = (event.ctrlKey || event.metaKey) && event.altKey && event.shiftKey;
      if (!pressed || event.code !== 'KeyH') return;
      event.preventDefault();
      navigate(path);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [path, navigate]);
}
