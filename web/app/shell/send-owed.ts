import type { QueryClient } from '@tanstack/react-query';
import {
  browserDrafts,
  browserOutbox,
  browserUploads,
  type DraftRecord,
  type Owed,
  openDocument,
  SuggestionSender,
  type UploadRecord,
} from '../../collab/index.ts';
import { Uploads } from '../../editor/images/uploads.ts';
import { waitingTitles } from './renaming.ts';
import { tokensOf } from './tokens-of.ts';

const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 250;
/** Enough time for an operation in flight to be acknowledged. */
const AT_REST_MS = 1_000;

/** All that a user has made, and only this device has: edits, suggestions, and images. */
export interface OwedHere extends Owed {
  drafts: readonly DraftRecord[];
  files: readonly UploadRecord[];
}

/**
 * What a user has left unsent on this device. Edits that an open or just closed page is sending get a second to arrive:
 * the user need not be asked about them.
 */
export async function owedAtRest(userId: string, queries: QueryClient): Promise<OwedHere> {
  const until = Date.now() + AT_REST_MS;
  let left = await owedBy(userId);
  while (isMoving(left, queries) && navigator.onLine && Date.now() < until) {
    await wait();
    left = await owedBy(userId);
  }
  return left;
}

/**
 * Sends what closed tabs of a user left, document by document, and waits for titles that are being saved. Returns
 * whether nothing is left; edits that the server refused, or that could not be sent within 15 seconds, remain.
 */
export async function sendOwed(
  userId: string,
  { records, drafts, files }: OwedHere,
  queries: QueryClient,
): Promise<boolean> {
  const docIds = [...records, ...drafts, ...files].map(({ docId }) => docId);
  const open = [...new Set(docIds)].map((docId) => sendFor(userId, docId));
  const until = Date.now() + PATIENCE_MS;
  let left = await owedBy(userId);
  while (isMoving(left, queries) && Date.now() < until) {
    await wait();
    left = await owedBy(userId);
  }
  await Promise.all(open.map((close) => close()));
  return left.kept.length === 0 && !isMoving(left, queries);
}

// Adopts what closed tabs left of a document, and sends it; nothing is shown. Returns how to close it.
function sendFor(userId: string, docId: string): () => Promise<unknown> {
  const nothing = (): void => undefined;
  const outbox = browserOutbox();
  const { accessToken, refreshToken } = tokensOf(userId, false);
  let sender: SuggestionSender | null = null;
  const document = openDocument({
    docId,
    userId,
    origin: location.origin,
    accessToken,
    refreshToken,
    editor: { load: nothing, apply: nothing, flush: nothing },
    outbox,
    events: {
      status: () => sender?.changed(),
      peers: nothing,
      role: nothing,
      rejected: nothing,
      synced: nothing,
    },
  });
  const sending = new SuggestionSender({
    docId,
    userId,
    origin: location.origin,
    tokens: { current: accessToken, refresh: refreshToken },
    layers: null,
    client: () => document.client,
    store: browserDrafts(),
    outbox,
    events: { changed: nothing, refused: nothing, kept: nothing },
  });
  sender = sending;
  const uploads = new Uploads({
    docId,
    userId,
    accessToken,
    refreshToken,
    store: browserUploads(),
    changed: nothing,
  });
  void uploads.start();
  return () => {
    uploads.stop();
    return Promise.all([document.close(), sending.stop()]);
  };
}

async function owedBy(userId: string): Promise<OwedHere> {
  const [owed, drafts, files] = await Promise.all([
    browserOutbox().owed(userId),
    browserDrafts().owed(userId),
    browserUploads().owed(userId),
  ]);
  return { ...owed, drafts, files };
}

function isMoving({ records, drafts, files }: OwedHere, queries: QueryClient): boolean {
  return records.length + drafts.length + files.length + waitingTitles(queries).size > 0;
}

function wait(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
