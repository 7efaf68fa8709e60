import type { Role } from '../../../src/protocol/role.ts';

/** What a user may do in a document, and until when. */
export interface Standing {
  role: Role;
  /** When it ends, in ms since 1970; null for never. */
  endsAt: number | null;
  /** What the user may do from then on; null for nothing. */
  after: Role | null;
}

/** A standing as it is at `now` (ms since 1970); null once it has ended and nothing comes after it. */
export function standingAt(standing: Standing, now: number): Standing | null {
  if (standing.endsAt === null || now < standing.endsAt) return standing;
  return standing.after === null ? null : lasting(standing.after);
}

/** A role that does not expire. */
export function lasting(role: Role): Standing {
  return { role, endsAt: null, after: null };
}

/** The standing that a grant or a change of access gives; null for none. */
export function standingOf({
  role,
  accessEndsAt = null,
  roleAfter = null,
}: {
  role: Role | null;
  accessEndsAt?: number | null | undefined;
  roleAfter?: Role | null | undefined;
}): Standing | null {
  return role === null ? null : { role, endsAt: accessEndsAt, after: roleAfter };
}
