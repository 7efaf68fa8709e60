import { env } from 'cloudflare:workers';
import { randomId } from '../../../src/base/ids.ts';
import { hashApiToken, newApiToken } from '../../../src/platform/tokens/api-token.ts';
import { type Action, may, mayBy, SCOPES, type Scope } from '../../../src/protocol/permissions.ts';
import type { Role } from '../../../src/protocol/role.ts';
import { person, signedIn } from '../support/api.ts';
import { documentOf } from '../support/peer.ts';

/** A document, its owner, and another member. */
export interface World {
  docId: string;
  owner: string;
  member: string;
}

/** A kind of caller, as the rules see it. */
export interface Kind {
  name: string;
  /** The identity: none, a person, a guest, a program, the operator, a person of ADMIN_EMAILS. */
  is: 'nobody' | 'person' | 'guest' | 'token' | 'operator' | 'administrator';
  role: Role | null;
  scopes?: readonly Scope[];
  /** The token opens only this document, or only another one. */
  limited?: 'here' | 'elsewhere';
}

const persons: Kind[] = (['owner', 'editor', 'commenter', 'viewer'] as const).map((role) => ({
  name: role,
  is: 'person',
  role,
}));
const guests: Kind[] = (['editor', 'commenter', 'viewer'] as const).map((role) => ({
  name: `guest ${role}`,
  is: 'guest',
  role,
}));
const tokens: Kind[] = SCOPES.map((scope) => ({
  name: `token ${scope}`,
  is: 'token',
  role: 'owner',
  scopes: [scope],
}));

// Scopes that allow more together than each alone.
const PAIRS: readonly (readonly Scope[])[] = [['docs:read', 'docs:comment']];

/** Every kind of caller in the matrix. */
export const KINDS: readonly Kind[] = [
  ...persons,
  { name: 'stranger', is: 'person', role: null },
  ...guests,
  { name: 'nobody', is: 'nobody', role: null },
  ...tokens,
  ...PAIRS.map((scopes) => ({
    name: `token ${scopes.join(' ')}`,
    is: 'token' as const,
    role: 'owner' as const,
    scopes,
  })),
  { name: 'token of a viewer', is: 'token', role: 'viewer', scopes: SCOPES },
  { name: 'token for here', is: 'token', role: 'owner', scopes: SCOPES, limited: 'here' },
  { name: 'token for elsewhere', is: 'token', role: 'owner', scopes: SCOPES, limited: 'elsewhere' },
  { name: 'operator', is: 'operator', role: null },
  { name: 'administrator', is: 'administrator', role: null },
];

/** The address that the tests' ADMIN_EMAILS lists. */
export const ADMINISTRATOR = 'administrator@example.com';

/** A new document with its members. */
export async function newWorld(): Promise<World> {
  const [owner, member] = await Promise.all([person('Owner'), person('Member')]);
  const docId = randomId();
  await documentOf(docId).create({ docId, userId: owner.id, content: [{ insert: 'Text\n' }] });
  const now = Date.now();
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO documents (id, owner_id, title, version, length, size, excerpt, reconciled_version, snapshot_version, access_epoch, created_at, updated_at)
       VALUES (?, ?, 'Notes', 1, 5, 20, '', 0, 0, 1, ?, ?)`,
    ).bind(docId, owner.id, now, now),
    permission(docId, owner.id, 'owner'),
    permission(docId, member.id, 'viewer'),
  ]);
  return { docId, owner: owner.id, member: member.id };
}

/** An id with its bearer token. */
interface Caller {
  id: string;
  token: string | null;
}

/** Creates a caller of a kind in a world: an id and its bearer token. */
export async function newCaller(kind: Kind, { docId, owner }: World): Promise<Caller> {
  switch (kind.is) {
    case 'nobody':
      return { id: randomId(), token: null };
    case 'operator':
      return { id: randomId(), token: 'an-admin-token' };
    case 'administrator': {
      await env.DB.prepare('DELETE FROM users WHERE email = ?').bind(ADMINISTRATOR).run();
      const { id, token } = await person('Administrator');
      await env.DB.prepare('UPDATE users SET email = ? WHERE id = ?').bind(ADMINISTRATOR, id).run();
      return { id, token };
    }
    case 'person': {
      if (kind.role === 'owner') return { id: owner, token: await signedIn(owner) };
      const { id, token } = await person(kind.name);
      if (kind.role !== null) await permission(docId, id, kind.role).run();
      return { id, token };
    }
    case 'guest': {
      const [id, linkId] = [randomId(), randomId()];
      const rows = [
        env.DB.prepare('DELETE FROM links WHERE doc_id = ?').bind(docId),
        env.DB.prepare(
          'INSERT INTO links (id, doc_id, role, created_by, created_at) VALUES (?, ?, ?, ?, 1)',
        ).bind(linkId, docId, kind.role, owner),
        env.DB.prepare(
          `INSERT INTO guests (id, doc_id, link_id, name, color, created_at) VALUES (?, ?, ?, 'Guest', '#112233', 1)`,
        ).bind(id, docId, linkId),
        permission(docId, id, kind.role ?? 'viewer', linkId),
      ];
      return { id, token: await signedIn(id, randomId(), { guestOf: docId, after: rows }) };
    }
    case 'token': {
      const id = kind.role === 'owner' ? owner : (await person(kind.name)).id;
      if (kind.role !== 'owner' && kind.role !== null) await permission(docId, id, kind.role).run();
      const token = newApiToken();
      const docIds = kind.limited === undefined ? null : [kind.limited === 'here' ? docId : randomId()];
      await env.DB.prepare(
        `INSERT INTO api_tokens (id, user_id, name, hash, hint, scopes, doc_ids, created_at) VALUES (?, ?, 'Token', ?, 'abcd', ?, ?, 1)`,
      )
        .bind(
          randomId(),
          id,
          hashApiToken(token),
          JSON.stringify(kind.scopes),
          docIds === null ? null : JSON.stringify(docIds),
        )
        .run();
      return { id, token };
    }
  }
}

/** A world and its callers, which are created once and reused by all requests. */
export class Company {
  readonly world: World;
  readonly #callers = new Map<Kind, Caller>();

  private constructor(world: World) {
    this.world = world;
  }

  /** A new world with only the owner and the member. */
  static async found(): Promise<Company> {
    return new Company(await newWorld());
  }

  /** A caller of this kind: the existing one if there is one. */
  async caller(kind: Kind): Promise<Caller> {
    const known = this.#callers.get(kind);
    if (known !== undefined) return known;
    // A document has one link: a new one removes the guests of the former.
    if (kind.is === 'guest') for (const guest of KINDS) if (guest.is === 'guest') this.#callers.delete(guest);
    const caller = await newCaller(kind, this.world);
    this.#callers.set(kind, caller);
    return caller;
  }
}

function permission(docId: string, userId: string, role: Role, linkId: string | null = null) {
  return env.DB.prepare(
    'INSERT INTO permissions (doc_id, user_id, role, link_id, created_at, updated_at) VALUES (?, ?, ?, ?, 1, 1)',
  ).bind(docId, userId, role, linkId);
}

/**
 * The response to a caller of a route with this access: `allowed`, or the single status of its refusal. `inner` is what
 * this request additionally needs: an action, or several (`rename+star`).
 */
export function expected(access: string, inner: string, kind: Kind): 'allowed' | 401 | 403 | 404 {
  const isPerson = kind.is === 'person' || kind.is === 'administrator';
  const isKnown = kind.is !== 'nobody' && kind.is !== 'operator';
  if (access === 'admin') return kind.is === 'operator' ? 'allowed' : 401;
  if (access === 'auditor' && kind.is === 'operator') return 'allowed';
  if (!isKnown) return 401;
  switch (access) {
    case 'auditor':
      return kind.is === 'administrator' ? 'allowed' : 403;
    case 'person':
      return isPerson ? 'allowed' : 403;
    case 'account':
    case 'documents':
    case 'create': {
      const scope = { account: 'account:read', documents: 'docs:read', create: 'docs:write' } as const;
      const isLimited = access === 'create' && kind.limited !== undefined;
      return isPerson || (!isLimited && kind.scopes?.includes(scope[access])) ? 'allowed' : 403;
    }
    default:
      return expectedOfActions(access.split('|') as Action[], inner, kind);
  }
}

function expectedOfActions(actions: readonly Action[], inner: string, kind: Kind): 'allowed' | 403 | 404 {
  const means = kind.is === 'token' ? (kind.scopes ?? []) : kind.is === 'guest' ? 'guest' : 'person';
  if (!actions.some((action) => mayBy(means, action))) return 403;
  if ((inner === 'duplicate' || inner === 'fork') && kind.limited !== undefined) return 403;
  if (kind.limited === 'elsewhere' || kind.role === null) return 404;
  const all = inner.split('+') as Action[];
  return all.every((action) => may(kind.role as Role, action, means)) ? 'allowed' : 403;
}
