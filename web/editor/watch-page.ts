/** What a page tells of itself to a document that is open in it. */
export interface PageEvents {
  /** It is being left: the last words go into the outbox at once, not with its next save. */
  leave(): void;
  /** The network is back, or somebody looks at it again. */
  wake(): void;
  /** The network is gone. */
  sleep(): void;
  /** Something threw that nobody caught. */
  uncaught(error: unknown): void;
}

/** Listens until the function that it returns is called. */
export function watchPage(events: PageEvents): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const wake = (): void => {
    if (document.visibilityState === 'visible') events.wake();
  };
  addEventListener('pagehide', () => events.leave(), { signal });
  // A page that the browser had put aside left its document when it went: it begins again.
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload(), { signal });
  addEventListener('online', wake, { signal });
  addEventListener('offline', () => events.sleep(), { signal });
  document.addEventListener('visibilitychange', wake, { signal });
  addEventListener('error', ({ error }) => events.uncaught(error), { signal });
  return () => ending.abort();
}
