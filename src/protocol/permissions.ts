import { type Role, roleAtLeast } from './role.ts';

/** The scopes that an API token can have. */
export const SCOPES = [
  'docs:read',
  'docs:write',
  'docs:suggest',
  'docs:comment',
  'docs:share',
  'account:read',
] as const;

/** One scope of an API token. */
export type Scope = (typeof SCOPES)[number];

/** Who may do something with a document. */
interface Rule {
  /** The least role. */
  role: Role;
  /** The scope that an API token needs for it; null if it requires a signed-in person. */
  scope: Scope | null;
  /** Whether a guest, who came by a link without an account, may do it at all. */
  guest: boolean;
}

/**
 * The only table of what can be done with a document, and by whom: the REST API, the sockets and the web app all ask
 * it (`may`), and nothing else decides.
 */
export const ACTIONS = {
  read: { role: 'viewer', scope: 'docs:read', guest: true },
  readHistory: { role: 'viewer', scope: 'docs:read', guest: true },
  readMembers: { role: 'viewer', scope: 'docs:read', guest: false },
  star: { role: 'viewer', scope: 'docs:write', guest: false },
  duplicate: { role: 'viewer', scope: 'docs:write', guest: false },
  leave: { role: 'viewer', scope: 'docs:share', guest: false },
  comment: { role: 'commenter', scope: 'docs:comment', guest: true },
  suggest: { role: 'commenter', scope: 'docs:suggest', guest: true },
  write: { role: 'editor', scope: 'docs:write', guest: true },
  rename: { role: 'editor', scope: 'docs:write', guest: true },
  revert: { role: 'editor', scope: 'docs:write', guest: false },
  snapshot: { role: 'editor', scope: 'docs:write', guest: false },
  share: { role: 'owner', scope: 'docs:share', guest: false },
  transfer: { role: 'owner', scope: null, guest: false },
  answerOffer: { role: 'viewer', scope: null, guest: false },
  readAudit: { role: 'owner', scope: null, guest: false },
  trash: { role: 'owner', scope: 'docs:write', guest: false },
  restore: { role: 'owner', scope: 'docs:write', guest: false },
  erase: { role: 'owner', scope: null, guest: false },
} as const satisfies Record<string, Rule>;

/** An action on a document. */
export type Action = keyof typeof ACTIONS;

/** Whether a word is an action. */
export function isAction(word: string): word is Action {
  return Object.hasOwn(ACTIONS, word);
}

/** The kind of credential: a signed-in person, a guest of a link, or an API token with these scopes. */
export type Means = 'person' | 'guest' | readonly Scope[];

/** Whether `action` is possible at all with this credential, whatever the role. */
export function mayBy(means: Means, action: Action): boolean {
  const rule: Rule = ACTIONS[action];
  if (means === 'person') return true;
  if (means === 'guest') return rule.guest;
  return rule.scope !== null && means.includes(rule.scope);
}

/** Whether `role` may do `action` with this credential. */
export function may(role: Role, action: Action, means: Means = 'person'): boolean {
  return roleAtLeast(role, ACTIONS[action].role) && mayBy(means, action);
}

/** The strongest role that this credential allows over a socket; null when not even reading is allowed. */
export function strongestRole(means: Means): Role | null {
  if (means === 'person') return 'owner';
  if (!mayBy(means, 'read')) return null;
  if (mayBy(means, 'write')) return 'editor';
  return mayBy(means, 'comment') || mayBy(means, 'suggest') ? 'commenter' : 'viewer';
}
