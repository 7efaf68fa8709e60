import type { ApiTokenRow } from './queries.ts';

/** An API token in the API's form, without the token itself. */
export function toTokenItem(row: ApiTokenRow) {
  const { id, name, hint, scopes, docIds, expiresAt, lastUsedAt, createdAt } = row;
  return {
    id,
    name,
    hint,
    scopes,
    docIds,
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
  };
}
