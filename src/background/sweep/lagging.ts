import { documentStub } from '../../content/stub.ts';
import { framesOf } from '../../platform/archive/frame-lines.ts';
import type { Database } from '../../platform/db/database.ts';
import { listTouched, type TouchedDocument, type TouchedWindow } from '../../platform/db/sweep.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { gauge } from '../../platform/observability/metrics.ts';
import { sendDocumentChange } from '../../platform/queues/producers.ts';

/** A document lags when something is not archived after this long (ms). */
export const LAG_MS = 5 * 60_000;

const AT_ONCE = 6;
const BUDGET_MS = 60_000;
const PAGE = 300;

/** The findings of a look at the documents. */
export interface Lagging {
  looked: number;
  lagging: number;
  /** Documents whose object does not answer, or says that it has nothing. */
  silent: number;
  /** There was no time to look at all of them. */
  cutShort: boolean;
}

/**
 * Finds documents with versions that D1 has not seen for more than 5 minutes, and nudges the reconciler about each. A
 * Document nudges by itself until it is answered; this is for one whose alarm was lost.
 */
export async function nudgeLagging(
  env: Env,
  db: Database,
  log: Logger,
  window: TouchedWindow,
): Promise<Lagging> {
  const found: Lagging = { looked: 0, lagging: 0, silent: 0, cutShort: false };
  const deadline = Date.now() + BUDGET_MS;
  for (let after: TouchedDocument | null = null; ; ) {
    const page: TouchedDocument[] = await listTouched(db, window, after, PAGE);
    const rest = [...page];
    const lane = async () => {
      for (let next = rest.shift(); next !== undefined && Date.now() < deadline; next = rest.shift())
        await look(env, log, next, window.now, found);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    after = page[page.length - 1] ?? null;
    found.cutShort = rest.length > 0 || (page.length === PAGE && Date.now() >= deadline);
    if (page.length < PAGE || found.cutShort) break;
  }
  gauge('documents_lagging', found.lagging);
  gauge('documents_silent', found.silent);
  if (found.lagging + found.silent > 0 || found.cutShort) log.warn('documents lag', { ...found });
  return found;
}

async function look(
  env: Env,
  log: Logger,
  document: TouchedDocument,
  now: number,
  found: Lagging,
): Promise<void> {
  const { id: docId, archivedVersion: from } = document;
  found.looked++;
  try {
    const since = await owedSince(env, document);
    if (since === 'nothing' || now - since <= LAG_MS) return;
    found.lagging++;
    log.warn('a document lags', { docId, from, since: new Date(since).toISOString() });
    await sendDocumentChange(env, { docId, from, to: from });
  } catch (error) {
    found.silent++;
    log.error('a document does not say how far it is', { docId, error: String(error) });
  }
}

// When the oldest version was committed that D1 has not seen: 0 for one that the Document no longer has itself.
async function owedSince(env: Env, document: TouchedDocument): Promise<number | 'nothing'> {
  const stub = documentStub(env, document);
  const status = await stub.status();
  if (!status.ok) throw new Error(status.error.message);
  if (status.value.version <= document.archivedVersion) return 'nothing';
  const frames = await stub.frames(document.archivedVersion);
  if (!frames.ok) return 0;
  for await (const frame of framesOf(frames.value)) return frame.at;
  return 'nothing';
}
