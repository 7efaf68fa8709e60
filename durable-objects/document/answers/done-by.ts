import type { Withdrawer } from '../rpc.ts';

/** Who an entry of the review log is by. */
export function done({ user, program }: Withdrawer): { by: string; program?: string } {
  return { by: user.id, ...(program !== undefined && { program }) };
}
