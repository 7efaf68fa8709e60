import type { SessionRow } from '../../platform/db/account-rows.ts';
import { deviceName } from './device.ts';

/** A session in the API's form; `currentId` is the session of the caller. */
export function toSessionItem(row: SessionRow, currentId: string) {
  return {
    id: row.id,
    name: row.name,
    device: deviceName(row.userAgent),
    userAgent: row.userAgent,
    createdAt: new Date(row.createdAt).toISOString(),
    lastUsedAt: new Date(row.rotatedAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    current: row.id === currentId,
  };
}
