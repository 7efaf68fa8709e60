import type { BrokenChain } from '../archive/segment.ts';
import type { DocumentRow } from '../db/access.ts';
import { findDocument, recordDivergence } from '../db/documents.ts';
import { documentStub } from '../documents/stub.ts';
import { count } from '../observability/metrics.ts';
import type { Work } from './work.ts';

/**
 * What is archived and what the Document holds contradict each other. Never papered over: D1 and the Document are told,
 * an operator is alarmed, nothing more is archived or pruned, and editing goes on.
 */
export async function diverge(work: Work, document: DocumentRow, broken: BrokenChain): Promise<void> {
  const divergence = `after version ${broken.version}: ${broken.message}`;
  count('documents_diverged_total', {});
  work.log.error('a document has diverged from its archive', { docId: document.id, divergence });
  await recordDivergence(work.db, document.id, divergence, Date.now());
  await documentStub(work.env, document).markDiverged(divergence);
}

/** Whether D1 has moved since `document` was read: others have archived, or recovered it. What did not fit may fit now. */
export async function hasMoved(work: Work, document: DocumentRow): Promise<boolean> {
  const now = await findDocument(work.db, document.id);
  return (
    now === undefined ||
    now.reconciledVersion !== document.reconciledVersion ||
    now.reconciledChain !== document.reconciledChain ||
    now.generation !== document.generation
  );
}
