/** A queue's dead-letter queue is named after it. */
export const DEAD_SUFFIX = '-dead';

/** A queue's name without the environment's: each environment and each preview has its own queues, named by a suffix. */
export function queueOf(name: string): string {
  return name.replace(/-(staging|production|pr-\d+)$/, '');
}
