/** Where a browser has no idle callbacks (Safari), so long after the page was ready. */
const LATER_MS = 2_000;

/** Fetches parts before they are wanted, once the browser has nothing else to do. Returns how to stop that. */
export function fetchAhead(parts: readonly { load(): Promise<unknown> }[]): () => void {
  if (isDear()) return () => undefined;
  const fetchAll = () => {
    // One that cannot be had now says so when it is shown.
    for (const part of parts) part.load().catch(() => undefined);
  };
  if (typeof requestIdleCallback === 'function') {
    const idle = requestIdleCallback(fetchAll);
    return () => cancelIdleCallback(idle);
  }
  const timer = setTimeout(fetchAll, LATER_MS);
  return () => clearTimeout(timer);
}

/** Whether the user pays for what is fetched (`navigator.connection` is not everywhere). */
function isDear(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
