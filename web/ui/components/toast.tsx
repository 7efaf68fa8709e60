import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';

interface Toast {
  text: string;
  tone: 'plain' | 'error';
  action?: { label: string; run: () => void };
  /** Called once the message disappears without its action: by timeout, for another message, or with the page. */
  unlessActed?: () => void;
}

const Show = createContext<(toast: Toast) => void>(() => undefined);
const SHOWN_MS = 6_000;

/** Holds the single short message at the foot of the page, announced to screen readers. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const current = useRef<Toast | null>(null);
  const put = useCallback((next: Toast | null) => {
    const gone = current.current;
    current.current = next;
    setToast(next);
    gone?.unlessActed?.();
  }, []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => put(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, put]);
  useEffect(() => {
    const onLeave = () => put(null);
    addEventListener('pagehide', onLeave);
    return () => removeEventListener('pagehide', onLeave);
  }, [put]);
  const act = (action: () => void) => {
    current.current = null;
    setToast(null);
    action();
  };
  return (
    <Show.Provider value={put}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toast && (
          <div className={`toast toast-${toast.tone}`}>
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

/** Shows a short message, which replaces the previous one. */
export function useToast(): (toast: Toast) => void {
  return useContext(Show);
}
