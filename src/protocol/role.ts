/** What a person may do with a document, strongest first. */
export const ROLES = ['owner', 'editor', 'commenter', 'viewer'] as const;

/** A role; `owner` > `editor` > `commenter` > `viewer`. */
export type Role = (typeof ROLES)[number];

/** Whether `role` may do everything that `needed` may. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) <= ROLES.indexOf(needed);
}

/** The weaker of two roles. */
export function weakerRole(a: Role, b: Role): Role {
  return roleAtLeast(a, b) ? b : a;
}
