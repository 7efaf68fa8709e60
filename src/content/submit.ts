import type { EditRequest } from '../../durable-objects/document/rpc.ts';
import { must } from '../base/assert.ts';
import type { Delta } from '../ot/op.ts';
import { parseDelta } from '../ot/parse-delta.ts';
import { Problem } from '../platform/problem/problem.ts';
import { LIMITS } from '../protocol/limits.ts';
import { documentLost, editProblem } from './edit-problem.ts';
import { type LoggedDocument, readLog } from './read-log.ts';
import { Rebase } from './rebase.ts';
import { reachDocument } from './stub.ts';

/** An operation in the log: its version, and its final form. */
export interface Committed {
  version: number;
  delta: Delta;
}

// While one was rebased over the archive, the Document may have pruned more; if that happens again and again, it is
// no longer a coincidence.
const TRIES = 5;

/**
 * Submits an operation on any version, however old: if the Document no longer keeps its base, the operation is first
 * rebased over the archived log, as a stream, and then submitted on a newer version. With `client` and `seq` it is
 * committed once, even if the first copy is in the archive. Throws the Document's refusal, 410 `version_expired` when
 * the log since its base is no longer kept, 503 when it cannot be read.
 */
export async function submitEdit(
  env: Env,
  document: LoggedDocument,
  request: EditRequest,
): Promise<Committed> {
  let submitted = request;
  for (let i = 0; i < TRIES; i++) {
    const edited = await reachDocument(env, document, (stub) => stub.edit(submitted));
    if (edited.ok) {
      const { version, delta } = edited.value;
      return { version, delta: delta ?? (await committedAt(env, document, version)) };
    }
    if (edited.error.code !== 'pruned') throw editProblem(edited.error);

    const carried = await carry(env, document, submitted);
    if ('version' in carried) return carried;
    submitted = { ...submitted, ...carried };
  }
  throw new Problem(
    503,
    'document_busy',
    'The document is changing too fast to apply this edit. Try again.',
    {
      headers: { 'Retry-After': '2' },
    },
  );
}

// To the end of the archive: from there on the Document has the log, and its own rules are exact.
async function carry(
  env: Env,
  document: LoggedDocument,
  request: EditRequest,
): Promise<Committed | { baseVersion: number; delta: Delta }> {
  const status = await reachDocument(env, document, (stub) => stub.status());
  if (!status.ok) throw documentLost();
  const { reconciledVersion: archivedVersion } = status.value;
  const { client, seq, baseVersion } = request;
  const identity = client !== undefined && seq !== undefined ? { client, seq } : null;
  const rebase = new Rebase(baseVersion, parse(request, document.id, identity !== null), identity);
  const log = readLog(env, { ...document, archivedVersion }, baseVersion, archivedVersion);
  for await (const frame of log) {
    rebase.over(frame);
    if (rebase.isDuplicate) break;
  }
  const { outcome } = rebase;
  switch (outcome.kind) {
    case 'carried':
      return { baseVersion: outcome.base, delta: outcome.delta };
    case 'duplicate':
      return { version: outcome.version, delta: outcome.delta };
    case 'conflict':
      throw editProblem({
        code: 'conflict',
        message: `version ${baseVersion} lies before this client's own operation at ${outcome.version}`,
      });
  }
}

// By the rules of the Document: a change without an identity may be longer than one operation.
function parse({ delta }: EditRequest, docId: string, isOne: boolean): Delta {
  const limits = isOne
    ? { maxBytes: LIMITS.opBytes, maxMembers: LIMITS.opMembers }
    : { maxBytes: LIMITS.documentBytes, maxMembers: LIMITS.documentBytes };
  const parsed = parseDelta(delta, { docId, form: 'any', ...limits });
  if (!parsed.ok) throw editProblem(parsed.error);
  return parsed.value;
}

async function committedAt(env: Env, document: LoggedDocument, version: number): Promise<Delta> {
  for await (const frame of readLog(env, document, version - 1, version)) {
    return must(frame.entries[version - frame.first]).delta;
  }
  throw documentLost();
}
