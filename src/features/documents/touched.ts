import type { Context } from 'hono';
import type { DocumentRow } from '../../platform/db/access.ts';
import { needsTouch, touchDocument } from '../../platform/db/touch.ts';
import type { AppEnv } from '../../platform/http/env.ts';

/** Notes that the caller has just changed a document. Keeps nobody waiting, and fails nobody's request. */
export function touched(c: Context<AppEnv>, document: DocumentRow): void {
  const now = Date.now();
  if (!needsTouch(document, now)) return;
  c.executionCtx.waitUntil(
    touchDocument(c.var.db, document.id, now).catch((error: unknown) => {
      c.var.log.warn('a document could not be touched', { docId: document.id, error: String(error) });
    }),
  );
}
