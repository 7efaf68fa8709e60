/** The delay after loading in browsers without idle callbacks (Safari). */
const LATER_MS = 2_000;

/** Fetches parts before they are needed, once the browser is idle. Returns a function that cancels this. */
export function fetchAhead(parts: readonly { load(): Promise<unknown> }[]): () => void {
  if (isDear()) return () => undefined;
  const fetchAll = () => {
    // A part that cannot be fetched now reports that when it is shown.
    for (const part of parts) part.load().catch(() => undefined);
  };
  if (typeof requestIdleCallback === 'function') {
    const idle = requestIdleCallback(fetchAll);
    return () => cancelIdleCallback(idle);
  }
  const timer = setTimeout(fetchAll, LATER_MS);
  return () => clearTimeout(timer);
}

/** Whether the user's connection is metered (`navigator.connection` is not everywhere). */
function isDear(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
