import { fail } from '../../../src/base/result.ts';
import type { Core } from '../lifecycle/core.ts';

/** Refuses a request for versions that only the archive still has. */
export function pruned({ log }: Core): ReturnType<typeof fail<'pruned'>> {
  return fail('pruned', `what is kept begins after version ${log.from}`);
}
