import { unsent } from './unsent.ts';

const KEY = 'reloaded-for';
const ENTRY = /<script[^>]+type="module"[^>]+src="([^"]+)"/;

/**
 * Reloads the page when a part of it cannot be had because a newer version has been deployed, and nothing is unsent.
 * Once for each version, so never in a loop. Answers whether the page is about to go.
 */
export async function reloadForNewVersion(): Promise<boolean> {
  const entry = await newVersion();
  if (entry === null || unsent.any() || sessionStorage.getItem(KEY) === entry) return false;
  sessionStorage.setItem(KEY, entry);
  location.reload();
  return true;
}

/** The script that the app begins with now, where that is another than this page's; null while it cannot be known. */
async function newVersion(): Promise<string | null> {
  try {
    const response = await fetch('/', { cache: 'no-store' });
    const entry = response.ok ? (ENTRY.exec(await response.text())?.[1] ?? null) : null;
    const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.getAttribute('src');
    return entry === own ? null : entry;
  } catch {
    // Without network there is nothing to reload.
    return null;
  }
}
