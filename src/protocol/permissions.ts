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
  /** The scopes that an API token needs for it: all of one of these lists. None: it requires a signed-in person. */
  scopes: readonly (readonly Scope[])[];
  /** Whether a guest, who came by a link without an account, may do it at all; a role: from that one up. */
  guest: boolean | Role;
}

const READ = [['docs:read']] as const;
const WRITE = [['docs:write']] as const;
const SHARE = [['docs:share']] as const;
// To comment, a program must read what it comments on; to suggest includes that.
const COMMENT = [['docs:comment', 'docs:read'], ['docs:write']] as const;
const NONE = [] as const;

/**
 * The only table of what can be done with a document, and by whom: the REST API, the sockets and the web app all ask
 * it (`may`), and nothing else decides.
 */
export const ACTIONS = {
  read: { role: 'viewer', scopes: [...READ, ['docs:suggest']], guest: true },
  readHistory: { role: 'viewer', scopes: READ, guest: true },
  readMembers: { role: 'viewer', scopes: READ, guest: false },
  readThreads: { role: 'viewer', scopes: READ, guest: 'commenter' },
  readSuggestions: { role: 'viewer', scopes: [...READ, ['docs:suggest']], guest: 'commenter' },
  star: { role: 'viewer', scopes: WRITE, guest: false },
  duplicate: { role: 'viewer', scopes: WRITE, guest: false },
  // Of the origin: a user who may fork it may also bring it into a fork.
  fork: { role: 'viewer', scopes: WRITE, guest: false },
  // Of the fork. What it asks of the origin is `write`, or `fork`.
  mergeFork: { role: 'editor', scopes: WRITE, guest: false },
  updateFork: { role: 'editor', scopes: WRITE, guest: false },
  leave: { role: 'viewer', scopes: SHARE, guest: false },
  comment: { role: 'commenter', scopes: COMMENT, guest: true },
  deleteAnyComment: { role: 'owner', scopes: COMMENT, guest: false },
  suggest: { role: 'commenter', scopes: [['docs:suggest'], ...WRITE], guest: true },
  // What is suggested may show images too.
  upload: { role: 'commenter', scopes: [['docs:suggest'], ...WRITE], guest: true },
  decide: { role: 'editor', scopes: WRITE, guest: true },
  write: { role: 'editor', scopes: WRITE, guest: true },
  rename: { role: 'editor', scopes: WRITE, guest: true },
  revert: { role: 'editor', scopes: WRITE, guest: false },
  snapshot: { role: 'editor', scopes: WRITE, guest: false },
  share: { role: 'owner', scopes: SHARE, guest: false },
  transfer: { role: 'owner', scopes: NONE, guest: false },
  answerOffer: { role: 'viewer', scopes: NONE, guest: false },
  readAudit: { role: 'owner', scopes: NONE, guest: false },
  trash: { role: 'owner', scopes: WRITE, guest: false },
  restore: { role: 'owner', scopes: WRITE, guest: false },
  erase: { role: 'owner', scopes: NONE, guest: false },
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
  const { scopes, guest }: Rule = ACTIONS[action];
  if (means === 'person') return true;
  if (means === 'guest') return guest !== false;
  return scopes.some((list) => list.every((scope) => means.includes(scope)));
}

/** Whether `role` may do `action` with this credential. */
export function may(role: Role, action: Action, means: Means = 'person'): boolean {
  const rule: Rule = ACTIONS[action];
  const least = means === 'guest' && typeof rule.guest === 'string' ? rule.guest : rule.role;
  return roleAtLeast(role, least) && mayBy(means, action);
}

/** The strongest role that this credential allows over a socket; null when not even reading is allowed. */
export function strongestRole(means: Means): Role | null {
  if (means === 'person') return 'owner';
  if (!mayBy(means, 'read')) return null;
  if (mayBy(means, 'write')) return 'editor';
  return mayBy(means, 'comment') || mayBy(means, 'suggest') ? 'commenter' : 'viewer';
}
