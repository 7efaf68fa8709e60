import { unsent } from './unsent.ts';

const KEY = 'reloaded-for';
const ENTRY = /<script[^>]+type="module"[^>]+src="([^"]+)"/;

/**
 * Reloads the page when one of its parts is gone because a newer version has been deployed, and nothing is unsent.
 * Reloads once per version, so never in a loop. Returns whether the page is about to reload.
 */
export async function reloadForNewVersion(): Promise<boolean> {
  const entry = await newVersion();
  if (entry === null || unsent.any() || sessionStorage.getItem(KEY) === entry) return false;
  sessionStorage.setItem(KEY, entry);
  location.reload();
  return true;
}

/** The app's current entry script if it differs from this page's; null if it does not, or cannot be read. */
async function newVersion(): Promise<string | null> {
  try {
    const response = await fetch('/', { cache: 'no-store' });
    const entry = response.ok ? (ENTRY.exec(await response.text())?.[1] ?? null) : null;
    const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.getAttribute('src');
    return entry === own ? null : entry;
  } catch {
    // Without a network there is nothing to reload.
    return null;
  }
}
