import { randomId } from '../../base/ids.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { hashApiToken, newApiToken } from '../../platform/tokens/api-token.ts';
import { writeWhileSignedIn } from '../../platform/verbs/while-signed-in.ts';
import type { Scope } from '../../protocol/permissions.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { type ApiTokenRow, insertToken, knownDocuments } from './queries.ts';

const HINT_LENGTH = 4;

/** The options of a new API token. */
export interface WantedToken {
  name: string;
  scopes: Scope[];
  /** The only documents that it opens; null for all documents of the user. */
  docIds: string[] | null;
  /** In ms since 1970; null for never. */
  expiresAt: number | null;
}

/**
 * Creates an API token for the actor; `token` is returned here only and stored nowhere. Throws 401 when the session has
 * ended, 409 `too_many_tokens`, 422 for documents that the actor does not know.
 */
export async function createToken(
  deps: Deps,
  actor: KnownActor,
  { name, scopes, docIds, expiresAt }: WantedToken,
): Promise<{ row: ApiTokenRow; token: string }> {
  const { env, db } = deps;
  const { userId, credentialId } = actor;
  if (docIds !== null) await requireKnown(deps, userId, docIds);
  const token = newApiToken();
  const row: ApiTokenRow = {
    id: randomId(),
    userId,
    name,
    hash: hashApiToken(token),
    hint: token.slice(-HINT_LENGTH),
    scopes,
    docIds,
    expiresAt,
    lastUsedAt: null,
    createdAt: Date.now(),
  };
  const insert = insertToken(db, row, quotasOf(env).apiTokensPerUser);
  const [stored] = await writeWhileSignedIn(deps, credentialId, [insert]);
  if (stored.length === 0) {
    throw new Problem(
      409,
      'too_many_tokens',
      `There are ${quotasOf(env).apiTokensPerUser} tokens already. Delete one first.`,
    );
  }
  await publish(deps, actor, [{ type: 'user.token_created', userId, tokenId: row.id, name, scopes }]);
  return { row, token };
}

async function requireKnown({ db }: Deps, userId: string, docIds: string[]): Promise<void> {
  const known = await knownDocuments(db, userId, docIds);
  const errors = docIds.flatMap((docId, i) =>
    known.has(docId) ? [] : [{ path: `docIds.${i}`, message: 'There is no such document.' }],
  );
  if (errors.length > 0) {
    throw new Problem(422, 'invalid_request', 'The token cannot be limited to these documents.', { errors });
  }
}
