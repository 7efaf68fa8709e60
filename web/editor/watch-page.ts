/** Events of the page that an open document needs. */
export interface PageEvents {
  /** The page is being left: the last edits go into the outbox at once, not with its next save. */
  leave(): void;
  /** The network is back, or the page is visible again. */
  wake(): void;
  /** The network is gone. */
  sleep(): void;
  /** An uncaught exception. */
  uncaught(error: unknown): void;
}

/** Listens until the returned function is called. */
export function watchPage(events: PageEvents): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const wake = (): void => {
    if (document.visibilityState === 'visible') events.wake();
  };
  addEventListener('pagehide', () => events.leave(), { signal });
  // A page in the back-forward cache left its document when it was hidden: it reloads.
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload(), { signal });
  addEventListener('online', wake, { signal });
  addEventListener('offline', () => events.sleep(), { signal });
  document.addEventListener('visibilitychange', wake, { signal });
  addEventListener('error', ({ error }) => events.uncaught(error), { signal });
  return () => ending.abort();
}
