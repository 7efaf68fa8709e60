import { type Meeting, takeBackProposed } from '../../content/fork/meeting.ts';
import { isWhole } from '../../content/fork/proposed.ts';
import { reachDocument } from '../../content/stub.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Work } from '../../platform/events/work.ts';
import { Problem } from '../../platform/problem/problem.ts';

/**
 * The meeting with what has become of the fork's suggestion: what was accepted is in the log; what was not, and is not
 * open any more, is unmerged again. `isWhole`: nothing of it was rejected. Throws 503 `fork_busy` when it was decided a
 * moment ago.
 */
export async function followSuggestion(
  { env }: Pick<Work, 'env'>,
  origin: DocumentRow,
  meeting: Meeting,
): Promise<{ meeting: Meeting; isWhole: boolean }> {
  const { proposed } = meeting;
  if (proposed === null) return { meeting, isWhole: true };
  const asked = { suggestionId: proposed.id, version: null };
  const now = await reachDocument(env, origin, (stub) => stub.suggestion(asked));
  // It was never made, or is gone with the storage of the object.
  if (!now.ok) return { meeting: takeBackProposed(meeting), isWhole: false };
  const { status, acceptedVersion } = now.value;
  if (acceptedVersion !== null && acceptedVersion > meeting.origin) throw decidedNow();
  if (status !== 'open') return { meeting: takeBackProposed(meeting), isWhole: false };
  const there = await reachDocument(env, origin, (stub) =>
    stub.suggestion({ ...asked, version: meeting.origin }),
  );
  return { meeting, isWhole: there.ok && isWhole(proposed, there.value.delta) };
}

/** Withdraws what the fork suggests, if that is open: all of it that was not accepted is unmerged again. Throws likewise. */
export async function takeBack(
  work: Pick<Work, 'env'>,
  origin: DocumentRow,
  meeting: Meeting,
): Promise<Meeting> {
  const followed = await followSuggestion(work, origin, meeting);
  const { proposed } = followed.meeting;
  if (proposed === null) return followed.meeting;
  // In the name of its author, who asked for the merge that this one replaces.
  const withdrawn = await reachDocument(work.env, origin, (stub) =>
    stub.withdrawSuggestion({ by: { user: { id: proposed.by } }, suggestionId: proposed.id }),
  );
  if (!withdrawn.ok) throw decidedNow();
  return takeBackProposed(followed.meeting);
}

function decidedNow(): Problem {
  return new Problem(503, 'fork_busy', 'The suggestion of this fork is just being decided.', {
    headers: { 'Retry-After': '2' },
  });
}
