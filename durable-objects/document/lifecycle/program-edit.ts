import { newClientId, newTokenClientId, ownsClientId } from '../../../src/base/ids.ts';
import { type Failure, fail, ok, type Result } from '../../../src/base/result.ts';
import { composeRun } from '../../../src/ot/compose.ts';
import { cut } from '../../../src/ot/cut.ts';
import { keepsLastNewline } from '../../../src/ot/last-newline.ts';
import { baseLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { transformAfter } from '../../../src/ot/transform.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import { unitsAfter } from '../collab/frame.ts';
import type { Submission } from '../collab/submission.ts';
import type { EditError, EditRequest } from '../rpc.ts';
import type { Core } from './core.ts';

type Edited<D> = Result<{ version: number; delta: D }, EditError>;

/** One operation through the REST API: it is transformed, committed and sent to each client before this returns. */
export function editByProgram(core: Core, request: EditRequest): Edited<Delta | null> {
  const { userId, baseVersion, delta, seq = 1 } = request;
  const { audience, collaboration, log } = core;
  if (request.client !== undefined) {
    if (!ownsClientId(userId, request.client))
      return fail('invalid', 'client: must begin with the first 8 characters of your id');
    if (audience.isHeldByAnother(request.client, request.program ?? ''))
      return fail('conflict', 'client: is in use by another credential');
  }
  const client = request.client ?? madeUpClientId(request);
  const allowance = collaboration.floods.of(userId, Date.now());
  if (!allowance.mayReceive(Date.now(), weightOf(delta)))
    return fail('rate_limited', 'too much was written by this user in a minute');
  collaboration.commit();
  if (baseVersion > log.version) return fail('unknown_version', `there is no version ${baseVersion} yet`);
  const submission = submissionOf(userId, baseVersion, delta, client, seq);
  const outcome = collaboration.submit(submission);
  // A change without an identity of its own may be longer than one operation, as whole contents and reverts are.
  if (outcome.kind === 'rejected' && outcome.code === 'too_large' && request.client === undefined) {
    return editInParts(core, submission);
  }
  switch (outcome.kind) {
    case 'accepted':
      return ok({ version: outcome.version, delta: outcome.entry.delta });
    case 'duplicate': {
      if (outcome.version <= log.from) return ok({ version: outcome.version, delta: null });
      const [entry] = log.list(outcome.version - 1, 1);
      return ok({ version: outcome.version, delta: entry?.delta ?? [] });
    }
    case 'rejected':
      return fail(outcome.code === 'forbidden' ? 'invalid' : outcome.code, outcome.message);
    case 'violation':
      return fail('conflict', outcome.reason);
    case 'pruned':
      return fail('pruned', `the log begins after version ${log.from}`);
  }
}

// The log names the program for ever, by its token: what one agent did can be found, and undone.
function madeUpClientId({ userId, program }: Pick<EditRequest, 'userId' | 'program'>): string {
  return program === undefined ? newClientId(userId) : newTokenClientId(userId, program);
}

/** Writes the first content of a new document, which no client has seen yet. Returns why it cannot; null on success. */
export function fill(core: Core, userId: string, content: Delta): Failure<EditError> | null {
  if (content.length === 0) return null;
  const filled = editInParts(core, submissionOf(userId, 0, content, newClientId(userId), 1));
  return filled.ok ? null : filled.error;
}

// Writes consecutive operations in one turn: no other edit comes between them, and no request reads a part of them.
function editInParts(core: Core, submission: Submission): Edited<Delta> {
  const { sequencer, log, collaboration } = core;
  const rules = { maxBytes: LIMITS.documentBytes, maxMembers: LIMITS.documentBytes, form: 'any' } as const;
  const parsed = parseDelta(submission.delta, { ...rules, docId: core.meta.get('docId', '') });
  if (!parsed.ok) return fail(parsed.error.code, parsed.error.message);
  let { length } = sequencer;
  for (const { change } of unitsAfter(log, submission.base)) length -= change;
  if (baseLength(parsed.value) > length || !keepsLastNewline(parsed.value, length))
    return fail('invalid', `delta: does not fit the ${length} units of version ${submission.base}`);
  let rest: Delta | null = parsed.value;
  for (const { composed } of unitsAfter(log, submission.base)) rest = transformAfter(rest, composed);
  if (!sequencer.fits(rest))
    return fail('document_full', `the document would be over ${sequencer.maxBytes} bytes`);
  const before = log.version;
  for (let seq = submission.seq; rest !== null; seq++) {
    const part: { first: Delta; rest: Delta | null } = cut(rest, LIMITS.opMembers, LIMITS.opBytes);
    const base = log.version;
    const outcome = collaboration.submit({ ...submission, seq, base, delta: part.first, fits: true });
    if (outcome.kind !== 'accepted') {
      return fail('invalid', outcome.kind === 'rejected' ? outcome.message : 'the change cannot be cut');
    }
    rest = part.rest;
  }
  return ok({
    version: log.version,
    delta: composeRun([...log.framesAfter(before)].map((frame) => frame.composed)),
  });
}

/** Estimates the length of its JSON without building it: it may be half a megabyte. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + 32 + weightOf(one), 0);
  return Object.entries(value).reduce((sum, [name, one]) => sum + name.length + weightOf(one), 0);
}

function submissionOf(userId: string, base: number, delta: unknown, client: string, seq: number): Submission {
  return { client, seq, base, delta, userId, mayWrite: true, form: 'any' };
}
