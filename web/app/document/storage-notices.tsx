import { useEffect, useState } from 'react';
import { useMessages } from '../../ui/i18n/i18n.tsx';
import { useView, type ViewSource } from './page-view.ts';

/** While connected, the server soon has what the device cannot store; only a longer wait deserves a message. */
const SAVING_TOO_LONG_MS = 3_000;
/** Unsent edits that wait this long on the device justify the browser's storage prompt. */
const ASK_AFTER_MS = 5_000;
/** A browser that answers within this time has not prompted the user. */
const ANSWERED_BY_ITSELF_MS = 300;

/**
 * Notices on the storage of unsent edits: that the device does not keep them, or why the browser may ask about its
 * storage.
 */
export function StorageNotices({ live }: { live: ViewSource }) {
  const { storage } = useMessages();
  const state = useView(live, ({ status }) => status.state);
  const waits = useView(live, ({ status }) => status.state === 'offline' && status.edits > 0);
  const unkept = useView(live, ({ unkept }) => unkept);
  const lost = useStood(unkept > 0, state === 'offline' || state === 'stopped' ? 0 : SAVING_TOO_LONG_MS);
  const asking = usePersistence(useStood(waits, ASK_AFTER_MS));
  if (lost) {
    return (
      <section className="banner banner-unkept" role="alert">
        <h2>{storage.unkeptTitle(unkept)}</h2>
        <p>{storage.unkeptText}</p>
      </section>
    );
  }
  return asking ? (
    <section className="banner banner-told" role="status">
      <h2>{storage.askTitle}</h2>
      <p>{storage.askText}</p>
    </section>
  ) : null;
}

/** Whether `holds` has been true for `ms`. */
function useStood(holds: boolean, ms: number): boolean {
  const [stood, setStood] = useState(false);
  useEffect(() => {
    setStood(holds && ms === 0);
    if (!holds || ms === 0) return;
    const timer = setTimeout(() => setStood(true), ms);
    return () => clearTimeout(timer);
  }, [holds, ms]);
  return holds && stood;
}

/**
 * Asks the browser, once per page, to persist this site's storage while something `waits` in it. Returns whether the
 * browser's prompt is open.
 */
function usePersistence(waits: boolean): boolean {
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (waits && !asked) void persist(setAsking);
  }, [waits]);
  return waits && asking;
}

let asked = false;

async function persist(tell: (asking: boolean) => void): Promise<void> {
  asked = true;
  const { storage } = navigator;
  if (!storage?.persist || (await storage.persisted())) return;
  const timer = setTimeout(() => tell(true), ANSWERED_BY_ITSELF_MS);
  // A refusal changes nothing else.
  await storage.persist().catch(() => false);
  clearTimeout(timer);
  tell(false);
}
