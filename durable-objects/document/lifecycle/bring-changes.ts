import { type ForkMark, forkMarkOf, markedClientId } from '../../../src/base/fork-mark.ts';
import { SERVER_USER } from '../../../src/base/ids.ts';
import { fail, ok, type Result } from '../../../src/base/result.ts';
import { composeRun } from '../../../src/ot/compose.ts';
import { keepsLastNewline } from '../../../src/ot/last-newline.ts';
import { baseLength, lengthChange } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { parseDelta } from '../../../src/ot/parse-delta.ts';
import { carryOver, inOperations, type Written } from '../../../src/ot/written.ts';
import { LIMITS } from '../../../src/protocol/limits.ts';
import type { Entry } from '../../../src/protocol/messages.ts';
import type { BringError, BroughtChanges } from '../rpc.ts';
import type { Core } from './core.ts';
import { weightOf } from './program-edit.ts';

const RULES = { maxBytes: LIMITS.documentBytes, maxMembers: LIMITS.documentBytes, form: 'any' } as const;
const OPERATION = { members: LIMITS.opMembers, bytes: LIMITS.opBytes };

/**
 * Commits what a merge or an update brings, in one turn: no other edit comes between its operations. Passes what was
 * written since its base entry by entry, so that a later reader of the log comes to the same result.
 */
export function bringChanges(
  core: Core,
  { mark, changes, userId, until }: BroughtChanges,
): Result<{ version: number }, BringError> {
  const { sequencer, log, collaboration } = core;
  const now = Date.now();
  if (now > until) return fail('late', 'it came too late');
  if (mark.base > log.version) return fail('unknown_version', `there is no version ${mark.base} yet`);
  if (mark.base < log.from) return fail('pruned', `the log begins after version ${log.from}`);
  if (!collaboration.floods.of(userId, now).mayReceive(now, weightOf(changes)))
    return fail('rate_limited', 'too much was written by this user in a minute');
  const since = entriesAfter(core, mark.base);
  if (since.some(({ client }) => isSameTraffic(client, mark)))
    return fail('conflict', `another ${mark.kind} of this fork came first`);
  let { length } = sequencer;
  for (const { delta } of since) length -= lengthChange(delta);
  const checked = check(changes, { length, docId: core.meta.get('docId', '') });
  if (!checked.ok) return checked;
  const carried = carryOver(
    checked.value,
    mark.kind === 'merge' ? 'after' : 'before',
    since.map(({ delta }) => delta),
  );
  if (!sequencer.fits(composeRun(carried.map(({ delta }) => delta))))
    return fail('document_full', `the document would be over ${sequencer.maxBytes} bytes`);
  let seq = 1;
  for (const { by, delta } of inOperations(carried, OPERATION)) {
    // The Document's own repairs belong to no person who could have written here.
    const author = by.startsWith(SERVER_USER) ? userId : by;
    const outcome = collaboration.submit({
      client: markedClientId(author, mark),
      seq: seq++,
      base: log.version,
      delta,
      userId: author,
      mayWrite: true,
      form: 'any',
      fits: true,
    });
    if (outcome.kind !== 'accepted')
      return fail('invalid', outcome.kind === 'rejected' ? outcome.message : 'the change cannot be cut');
  }
  return ok({ version: log.version });
}

function entriesAfter({ log }: Core, version: number): Entry[] {
  const entries: Entry[] = [];
  for (const frame of log.framesAfter(version))
    entries.push(...frame.entries.slice(Math.max(0, version - frame.from)));
  return entries;
}

function isSameTraffic(client: string, { kind, tag }: ForkMark): boolean {
  const mark = forkMarkOf(client);
  return mark !== null && mark.kind === kind && mark.tag === tag;
}

// Each on the text after the one before; `length` is that of the text before the first.
function check(
  changes: readonly Written[],
  { length, docId }: { length: number; docId: string },
): Result<Written[], 'invalid' | 'too_large'> {
  const checked: Written[] = [];
  let units = length;
  for (const { by, delta } of changes) {
    const parsed: Result<Delta, 'invalid' | 'too_large'> = parseDelta(delta, { ...RULES, docId });
    if (!parsed.ok) return parsed;
    if (baseLength(parsed.value) > units || !keepsLastNewline(parsed.value, units))
      return fail('invalid', `delta: does not fit a text of ${units} units`);
    units += lengthChange(parsed.value);
    checked.push({ by, delta: parsed.value });
  }
  return ok(checked);
}
