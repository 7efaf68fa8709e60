const KEY = 'after-verifying';

/** Keeps, on this device, the page to go on with once the address is confirmed. */
export function keepForVerifying(path: string): void {
  localStorage.setItem(KEY, path);
}

/** The page that was kept, once; null when there is none. */
export function takeKeptPage(): string | null {
  const path = localStorage.getItem(KEY);
  localStorage.removeItem(KEY);
  return path;
}
