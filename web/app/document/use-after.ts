import { useEffect, useState } from 'react';

/** Whether `running` has been true for `ms`. */
export function useAfter(ms: number, running: boolean): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    setPassed(false);
    if (!running) return;
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms, running]);
  return passed;
}
