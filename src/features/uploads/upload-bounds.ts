import type { UploadBounds } from '../../platform/db/uploads.ts';
import { quotasOf } from '../../protocol/quotas.ts';

/** How many uploads may count for one user here. */
export function uploadBounds(env: Pick<Env, 'LIMITS'>): UploadBounds {
  const { uploadBytesPerUser: bytes, uploadsPerUser: count, guestUploadSharePercent } = quotasOf(env);
  const share = (of: number): number => Math.floor((of * guestUploadSharePercent) / 100);
  return { bytes, count, guestBytes: share(bytes), guestCount: share(count) };
}
