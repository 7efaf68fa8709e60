/** Longer than the delay between two tabs' sockets for the same message. */
const HELD_MS = 60_000;

/**
 * Runs `action` in at most one visible tab of this browser: every tab receives the same notification on its own socket,
 * and the first to get the lock shows it.
 */
export function oncePerBrowser(id: string, action: () => void): void {
  if (document.visibilityState !== 'visible') return;
  void navigator.locks.request(`notification ${id}`, { ifAvailable: true }, (lock) => {
    if (lock === null) return;
    action();
    return new Promise<void>((release) => setTimeout(release, HELD_MS));
  });
}
