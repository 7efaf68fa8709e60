import { logger } from '../../src/platform/observability/logger.ts';
import { count } from '../../src/platform/observability/metrics.ts';
import type { Connections } from './connections.ts';
import type { Core } from './core.ts';
import { settle } from './owed.ts';

const RETRY_AFTER_MS = 2_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** What a Document does when its alarm goes off. */
export class Chores {
  readonly #connections: Connections;
  #failures = 0;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /**
   * Does what is due: closes who has not joined in time and what has ended by itself, and the durable work beside commits.
   * When something is due again (ms since 1970), null for nothing. Whatever fails is tried again, it never rejects.
   */
  async run(core: Core | null): Promise<number | null> {
    const unjoined = this.#connections.closeUnjoined(Date.now());
    let owed: number | null = null;
    try {
      core?.collaboration.endOverdue();
      if (core !== null) owed = await settle(core, this.#connections.anybody);
      this.#failures = 0;
    } catch (error) {
      logger({ docId: core?.meta.get('docId', '') }).error('the alarm failed, it tries again', {
        error: String(error),
      });
      count('alarm_failures_total', {});
      owed = Date.now() + Math.min(LONGEST_RETRY_MS, RETRY_AFTER_MS * 2 ** this.#failures++);
    }
    const ends = this.#connections.nextEnd(Date.now());
    const next = Math.min(...[unjoined, owed, ends].map((at) => at ?? Number.POSITIVE_INFINITY));
    return Number.isFinite(next) ? next : null;
  }
}
