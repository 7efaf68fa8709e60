/** The suffix of a dead-letter queue's name. */
export const DEAD_SUFFIX = '-dead';

/** A queue's name without the environment's suffix: each environment and each preview has its own queues. */
export function queueOf(name: string): string {
  return name.replace(/-(staging|production|pr-\d+)$/, '');
}
