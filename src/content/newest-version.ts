import { documentLost } from './edit-problem.ts';
import { type DocumentPlace, reachDocument } from './stub.ts';

/**
 * The newest version, from the Document itself: D1 is seconds behind. Throws 503 when the Document cannot be reached.
 */
export async function newestVersion(env: Env, document: DocumentPlace): Promise<number> {
  const head = await reachDocument(env, document, (stub) => stub.head());
  if (!head.ok) throw documentLost();
  return head.value.version;
}
