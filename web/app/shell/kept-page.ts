const KEY = 'after-verifying';

/** Stores, on this device, the page to continue with after the address is verified. */
export function keepForVerifying(path: string): void {
  localStorage.setItem(KEY, path);
}

/** Takes the stored page; null when there is none. */
export function takeKeptPage(): string | null {
  const path = localStorage.getItem(KEY);
  localStorage.removeItem(KEY);
  return path;
}
