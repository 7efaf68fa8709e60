import type { PasskeyRow } from './passkey-queries.ts';

/** A passkey in the API's form. */
export function toPasskeyItem({ id, name, createdAt, lastUsedAt, backedUp }: PasskeyRow) {
  return {
    id,
    name,
    createdAt: new Date(createdAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
    backedUp,
  };
}
