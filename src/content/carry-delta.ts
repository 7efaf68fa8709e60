import type { Delta } from '../ot/op.ts';
import { parseDelta } from '../ot/parse-delta.ts';
import type { ArchivedFrame } from '../platform/archive/segment.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import { LIMITS } from '../protocol/limits.ts';
import { documentLost, editProblem } from './edit-problem.ts';
import { readLog } from './read-log.ts';
import { Rebase } from './rebase.ts';
import { reachDocument } from './stub.ts';

/** A change of the text at a version. */
export interface CarriedDelta {
  version: number;
  delta: Delta;
}

/**
 * Carries a proposed change over the archived log, up to the end of the archive: from there on the Document has the
 * log. Throws 422 `invalid_delta`, 413, 410 `version_expired` when the log no longer reaches back so far, 503 when it
 * cannot be read.
 */
export async function carryProposal(
  env: Env,
  document: DocumentRow,
  { version, delta }: { version: number; delta: unknown },
): Promise<CarriedDelta> {
  const { suggestionBytes: maxBytes, opMembers: maxMembers } = LIMITS;
  const parsed = parseDelta(delta, { docId: document.id, form: 'any', maxBytes, maxMembers });
  if (!parsed.ok) throw editProblem(parsed.error);
  const status = await reachDocument(env, document, (stub) => stub.status());
  if (!status.ok) throw documentLost();
  return carryDelta(env, document, { version, delta: parsed.value }, status.value.reconciledVersion);
}

/** A change carried over the log up to version `to`, frame by frame. Throws as `readLog`. */
export async function carryDelta(
  env: Env,
  document: DocumentRow,
  { version, delta }: CarriedDelta,
  to: number,
): Promise<CarriedDelta> {
  const rebase = new Rebase(version, delta, null);
  const known = { ...document, archivedVersion: Math.max(document.archivedVersion, to) };
  for await (const frame of readLog(env, known, version, to)) rebase.over(upTo(frame, to));
  const { outcome } = rebase;
  return outcome.kind === 'carried' ? { version: outcome.base, delta: outcome.delta } : { version, delta };
}

function upTo(frame: ArchivedFrame, version: number): ArchivedFrame {
  if (frame.last <= version) return frame;
  return { ...frame, last: version, entries: frame.entries.slice(0, version - frame.first + 1) };
}
