import type { QueryClient } from '@tanstack/react-query';
import { browserOutbox, type Owed, openDocument } from '../../collab/index.ts';
import { waitingTitles } from './renaming.ts';
import { tokensOf } from './tokens-of.ts';

const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 250;
/** Enough time for an operation in flight to be acknowledged. */
const AT_REST_MS = 1_000;

/**
 * The unsent edits of a user on this device. Edits that an open or just closed page is sending get a second to arrive:
 * the user need not be asked about them.
 */
export async function owedAtRest(userId: string, queries: QueryClient): Promise<Owed> {
  const outbox = browserOutbox();
  const until = Date.now() + AT_REST_MS;
  let left = await outbox.owed(userId);
  while (isMoving(left, queries) && navigator.onLine && Date.now() < until) {
    await wait();
    left = await outbox.owed(userId);
  }
  return left;
}

/**
 * Sends what closed tabs of a user left, document by document, and waits for titles that are being saved. Returns
 * whether nothing is left; edits that the server refused, or that could not be sent within 15 seconds, remain.
 */
export async function sendOwed(userId: string, { records }: Owed, queries: QueryClient): Promise<boolean> {
  const outbox = browserOutbox();
  const nothing = (): void => undefined;
  const open = [...new Set(records.map(({ docId }) => docId))].map((docId) =>
    // It adopts the unsent edits of the document, and sends them; nothing is shown.
    openDocument({
      docId,
      userId,
      origin: location.origin,
      ...tokensOf(userId, false),
      editor: { load: nothing, apply: nothing, flush: nothing },
      outbox,
      events: { status: nothing, peers: nothing, role: nothing, rejected: nothing, synced: nothing },
    }),
  );
  const until = Date.now() + PATIENCE_MS;
  let left = await outbox.owed(userId);
  while (isMoving(left, queries) && Date.now() < until) {
    await wait();
    left = await outbox.owed(userId);
  }
  await Promise.all(open.map((document) => document.close()));
  return left.records.length + left.kept.length + waitingTitles(queries).size === 0;
}

function isMoving({ records }: Owed, queries: QueryClient): boolean {
  return records.length + waitingTitles(queries).size > 0;
}

function wait(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
