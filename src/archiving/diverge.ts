import { documentStub } from '../content/stub.ts';
import type { BrokenChain } from '../platform/archive/segment.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import { findDocument, recordDivergence, recordHead } from '../platform/db/documents.ts';
import { isBeingRecovered } from '../platform/db/recovery.ts';
import type { Work } from '../platform/events/work.ts';
import { count } from '../platform/observability/metrics.ts';

/**
 * The archive and the Document contradict each other. This is never hidden: D1 and the Document are told, an operator
 * is alarmed, nothing more is archived or pruned, and editing goes on.
 */
export async function diverge(work: Work, document: DocumentRow, broken: BrokenChain): Promise<void> {
  const divergence = `after version ${broken.version}: ${broken.message}`;
  count('documents_diverged_total', {});
  work.log.error('a document has diverged from its archive', { docId: document.id, divergence });
  await recordDivergence(work.db, document.id, divergence, Date.now());
  await documentStub(work.env, document).markDiverged(divergence);
}

/**
 * Whether D1 has moved since `document` was read: other consumers have archived, or recovered it. What did not fit
 * may fit now.
 */
export async function hasMoved(work: Work, document: DocumentRow): Promise<boolean> {
  const now = await findDocument(work.db, document.id);
  return (
    now === undefined ||
    now.archivedVersion !== document.archivedVersion ||
    now.archivedChain !== document.archivedChain ||
    now.generation !== document.generation
  );
}

/** Keeps D1 up to date with a diverged Document: nothing of it is archived, but people go on writing. */
export async function follow(work: Work, document: DocumentRow): Promise<void> {
  if (isBeingRecovered(document)) return;
  const stub = documentStub(work.env, document);
  const [head, status] = [await stub.head(), await stub.status()];
  if (!head.ok || !status.ok) throw new Error(`the Document of ${document.id} answers not_found`);
  const { version, length, updatedAt } = head.value;
  const { size } = status.value;
  await recordHead(work.db, document.id, { version, length, size, updatedAt: Date.parse(updatedAt) });
  if (status.value.divergence === null) await stub.markDiverged(document.divergence);
}
