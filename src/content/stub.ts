import type { DocumentRpc } from '../../durable-objects/document/rpc.ts';
import { Problem } from '../platform/problem/problem.ts';

/** What finds a document's object: its id, and its region. */
export interface DocumentPlace {
  id: string;
  region: 'eu' | 'fedramp' | null;
}

/** How the Worker reaches a Document: by its RPC, or by the upgrade of a socket. */
export type DocumentStub = DocumentRpc & Pick<Fetcher, 'fetch'>;

/** The Document that holds this document. A region is a jurisdiction: the object never leaves it. */
export function documentStub(env: Env, { id, region }: DocumentPlace): DocumentStub {
  const namespace = region === null ? env.DOCUMENT : env.DOCUMENT.jurisdiction(region);
  // The platform's mapped RPC types recurse into the delta's type without end; DocumentRpc is what the class promises
  // by name.
  return namespace.getByName(id) as unknown as DocumentStub;
}

/**
 * The result of `call`. A Document that cannot be reached (overloaded, storage failing, being moved) becomes a 503
 * `document_unavailable`: the caller can try again, and a retry of a write with its identity is safe.
 */
export async function reachDocument<T>(
  env: Env,
  place: DocumentPlace,
  call: (document: DocumentStub) => Promise<T>,
): Promise<T> {
  try {
    return await call(documentStub(env, place));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Problem(503, 'document_unavailable', 'The document cannot be reached right now.', {
      headers: { 'Retry-After': '2' },
      cause,
    });
  }
}
