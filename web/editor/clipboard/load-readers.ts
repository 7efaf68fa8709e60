import { fetchOnce } from '../../ui/parts/fetch-once.ts';

type Readers = typeof import('./readers.ts');

const fetch = fetchOnce(async () => ({ default: await import('./readers.ts') }));
let loaded: Readers | null = null;

/** The readers of other programs' content, which the page does not begin with; rejects when they cannot be fetched. */
export async function loadReaders(): Promise<Readers> {
  loaded ??= await fetch();
  return loaded;
}

/** The readers, if they are there already; otherwise null. */
export function readersNow(): Readers | null {
  return loaded;
}

/** Fetches the readers once the user has come into the text and the page is idle, so that the first paste finds them. */
export function loadReadersAhead(root: HTMLElement): void {
  const load = (): void => void loadReaders().catch(() => undefined);
  const later = (): void => {
    if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: LATEST_MS });
    else setTimeout(load, LATEST_MS);
  };
  root.addEventListener('focus', later, { once: true });
}

const LATEST_MS = 3_000;
