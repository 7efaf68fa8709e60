import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';

interface Toast {
  text: string;
  tone: 'plain' | 'error';
  action?: { label: string; run: () => void };
  /** Comes by itself. It waits until an answer to the user has had its time; the newest of several waits. */
  isNews?: boolean;
  /** Called once the message disappears without its action: by timeout, for another message, or with the page. */
  unlessActed?: () => void;
}

const Show = createContext<(toast: Toast) => void>(() => undefined);
const SHOWN_MS = 6_000;

/** Holds the single short message at the foot of the page, announced to screen readers. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const current = useRef<Toast | null>(null);
  const waiting = useRef<Toast | null>(null);
  // Each message has a button of its own, so a press that began on one message never acts on the next.
  const count = useRef(0);
  const put = useCallback((next: Toast | null) => {
    const gone = current.current;
    current.current = next;
    count.current += 1;
    setToast(next);
    gone?.unlessActed?.();
  }, []);
  const show = useCallback(
    (next: Toast) => {
      if (next.isNews && current.current !== null && !current.current.isNews) waiting.current = next;
      else put(next);
    },
    [put],
  );
  const goOn = useCallback(() => {
    const next = waiting.current;
    waiting.current = null;
    put(next);
  }, [put]);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(goOn, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, goOn]);
  useEffect(() => {
    const onLeave = () => put(null);
    addEventListener('pagehide', onLeave);
    return () => removeEventListener('pagehide', onLeave);
  }, [put]);
  const act = (action: () => void) => {
    current.current = null;
    goOn();
    action();
  };
  return (
    <Show.Provider value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toast && (
          <div key={count.current} className={`toast toast-${toast.tone}`}>
            <span>{toast.text}</span>
            {toast.action && <Action action={toast.action} act={act} />}
          </div>
        )}
      </div>
    </Show.Provider>
  );
}

function Action({ action, act }: { action: NonNullable<Toast['action']>; act: (run: () => void) => void }) {
  return (
    <Button variant="plain" onPress={() => act(action.run)}>
      {action.label}
    </Button>
  );
}

/** Shows a short message in place of the previous one; news waits for an answer to the user. */
export function useToast(): (toast: Toast) => void {
  return useContext(Show);
}
