import { newClientId, newPageClientId } from '../../src/base/ids.ts';
import { cutDown } from '../../src/ot/cut-down.ts';
import type { Delta } from '../../src/ot/op.ts';
import { PendingEdits } from './pending-edits.ts';
import type { DocumentClientOptions } from './ports.ts';

/** The edits that a client begins with: none, or those that it takes over (`resume`), under their client id. */
export function newEdits({ userId, docId, resume, page }: DocumentClientOptions): PendingEdits {
  if (resume === undefined) return new PendingEdits(page ? newPageClientId(userId) : newClientId(userId));
  const { client, seq, inflight, pending } = resume;
  // Edits from an older page may hold formats that are refused today, so they are cut down. The server recognises an
  // operation that it has already by its seq, not by its content.
  const cut = (delta: Delta): Delta => cutDown(delta, docId).ops;
  return new PendingEdits(
    client,
    seq,
    inflight && { ...inflight, delta: cut(inflight.delta) },
    pending && cut(pending),
  );
}
