import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { Button } from './button.tsx';

interface Toast {
  text: string;
  tone: 'plain' | 'error';
  action?: { label: string; run: () => void };
}

const Show = createContext<(toast: Toast) => void>(() => undefined);
const SHOWN_MS = 6_000;

/** Keeps the one short message at the foot of the page, announced to screen readers. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const show = useCallback((next: Toast) => setToast(next), []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <Show.Provider value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toast && (
          <div className={`toast toast-${toast.tone}`}>
            <span>{toast.text}</span>
            {toast.action && (
              <Button
                variant="plain"
                onPress={() => {
                  toast.action?.run();
                  setToast(null);
                }}
              >
                {toast.action.label}
              </Button>
            )}
          </div>
        )}
      </div>
    </Show.Provider>
  );
}

/** Shows a short message, which replaces the one before. */
export function useToast(): (toast: Toast) => void {
  return useContext(Show);
}
