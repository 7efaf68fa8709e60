/** Longer than a socket of another tab takes to bring the same news. */
const HELD_MS = 60_000;

/**
 * Runs `action` in one tab of this browser at most, of those that are looked at: every tab is told of the same
 * notification by a socket of its own, and whichever asks first for its lock says it.
 */
export function oncePerBrowser(id: string, action: () => void): void {
  if (document.visibilityState !== 'visible') return;
  void navigator.locks.request(`notification ${id}`, { ifAvailable: true }, (lock) => {
    if (lock === null) return;
    action();
    return new Promise<void>((release) => setTimeout(release, HELD_MS));
  });
}
