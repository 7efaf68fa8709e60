import type { UploadBounds } from '../../platform/db/uploads.ts';
import { quotasOf } from '../../protocol/quotas.ts';

/** How many uploads may count for one user here. */
export function uploadBounds(env: Pick<Env, 'LIMITS'>): UploadBounds {
  const { uploadBytesPerUser: bytes, uploadsPerUser: count, guestUploadSharePercent } = quotasOf(env);
  return { bytes, count, guestBytes: Math.floor((bytes * guestUploadSharePercent) / 100) };
}
