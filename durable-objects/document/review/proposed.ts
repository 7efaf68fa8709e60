import { fail, ok, type Result } from '../../../src/base/result.ts';
import { keepsLastNewline } from '../../../src/ot/last-newline.ts';
import { baseLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { rebaseSuggestion } from '../../../src/ot/suggestions/rebase.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import { unitsAfter } from '../collab/frame.ts';
import type { Sequencer } from '../collab/sequencer.ts';
import type { Proposal, SuggestionError } from '../rpc.ts';
import type { OpLog } from '../storage/op-log.ts';
import { unitsBetween } from './open-suggestions.ts';

/** A proposed change that fits the text at its version; `rebased` is what is left of it at the newest one. */
export interface Proposed {
  delta: Delta;
  rebased: Delta | null;
}

/** Checks a proposed change by the rules of an operation. */
export function proposedBy(
  { version, delta: untrusted }: Proposal,
  { log, sequencer, docId }: { log: OpLog; sequencer: Sequencer; docId: string },
): Result<Proposed, SuggestionError> {
  if (version > log.version) return fail('unknown_version', `there is no version ${version} yet`);
  if (version < log.from) return fail('pruned', `what is kept begins after version ${log.from}`);
  const { suggestionBytes: maxBytes, opMembers: maxMembers } = LIMITS;
  const parsed = parseDelta(untrusted, { maxBytes, maxMembers, form: 'any', docId });
  if (!parsed.ok) return fail(parsed.error.code, parsed.error.message);
  const { value: delta } = parsed;
  if (delta.length === 0) return fail('invalid', 'delta: changes nothing');
  let { length } = sequencer;
  for (const { change } of unitsAfter(log, version)) length -= change;
  if (baseLength(delta) > length)
    return fail('invalid', `delta: reaches beyond the ${length} units of version ${version}`);
  if (!keepsLastNewline(delta, length))
    return fail('invalid', 'delta: deletes the last character or inserts after it');
  return ok({ delta, rebased: rebaseSuggestion(delta, unitsBetween(log, version, log.version)) });
}
