/** The name of a queue's dead-letter queue. */
export const DEAD_SUFFIX = '-dead';

/** A queue's name without the environment's suffix: each environment and each preview has its own queues. */
export function queueOf(name: string): string {
  return name.replace(/-(staging|production|pr-\d+)$/, '');
}
