import type { Context } from 'hono';
import { type DocumentPlace, type DocumentStub, documentStub } from '../../content/stub.ts';
import type { AppEnv } from '../../platform/http/env.ts';

/**
 * Tells clients that have the document open what has just happened to it. The request neither waits for it nor fails by it:
 * a client that was not told learns it from the next answer about the document.
 */
export function tellOpen(
  c: Context<AppEnv>,
  place: DocumentPlace,
  tell: (document: DocumentStub) => Promise<void>,
): void {
  c.executionCtx.waitUntil(
    tell(documentStub(c.env, place)).catch((error: unknown) => {
      c.var.log.warn('an open document could not be told', { docId: place.id, error: String(error) });
    }),
  );
}
