import { logger } from '../../../src/platform/observability/logger.ts';
import { count } from '../../../src/platform/observability/metrics.ts';
import type { Connections } from '../sockets/connections.ts';
import type { Credentials } from '../sockets/credentials.ts';
import type { Core } from './core.ts';
import { checkpointAndPublish, owesWhenAlone } from './owed.ts';

const RETRY_AFTER_MS = 2_000;

/** How long after a commit, or after the last socket has gone, the work beside commits is due. */
export const PUBLISH_AFTER_MS = 2_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** What a Document has deadlines for. */
export const CHORES = ['announce', 'join', 'end', 'publish'] as const;

/** One of CHORES; a new one is one more row in Chores. */
export type Chore = (typeof CHORES)[number];

/** What Chores needs of the object that it lives in. */
interface ChorePorts {
  connections: Connections;
  credentials: Pick<Credentials, 'retry'>;
  /** The document in memory, null for none. */
  core(): Core | null;
  /** Keeps the object in memory until `work` has settled. */
  background(work: Promise<void>): void;
}

/** What a Document does when a deadline is reached. */
export class Chores {
  readonly #ports: ChorePorts;
  // Each row does what is due and returns when it is due again (ms since 1970); null for not again.
  readonly #rows: Record<Chore, (now: number) => number | null | Promise<number | null>> = {
    // Announces sockets that the channels of their users do not know. On a failure the deadline is set again.
    announce: () => {
      this.#ports.background(this.#ports.credentials.retry());
      return null;
    },
    // Closes sockets that have not joined in time.
    join: (now) => this.#ports.connections.closeUnjoined(now),
    // Closes sockets whose credential or role has expired, or changes their role.
    end: () => {
      this.#ports.core()?.audience.endOverdue();
      return this.#ports.connections.nextEnd(Date.now());
    },
    // The durable work besides commits.
    publish: () => {
      const core = this.#ports.core();
      return core && checkpointAndPublish(core, this.#ports.connections.anybody);
    },
  };
  readonly #failures = new Map<Chore, number>();

  constructor(ports: ChorePorts) {
    this.#ports = ports;
  }

  /**
   * Runs the chores that are due and returns when each is due again (ms since 1970; null for not again). Retries one
   * that fails; never rejects.
   */
  async run(due: readonly Chore[]): Promise<Partial<Record<Chore, number | null>>> {
    const next: Partial<Record<Chore, number | null>> = {};
    for (const chore of due) {
      try {
        next[chore] = await this.#rows[chore](Date.now());
        this.#failures.delete(chore);
      } catch (error) {
        next[chore] = this.#failed(chore, error);
      }
    }
    // A fresh token may have moved an expiry, or added one.
    next.end ??= this.#ports.connections.nextEnd(Date.now());
    // A chore may have closed the last socket, whose peer may be off the network and never confirm it.
    if (!due.includes('publish') && this.owes()) next.publish = Date.now() + PUBLISH_AFTER_MS;
    return next;
  }

  /** Whether all have left and a checkpoint or its archiving is owed. */
  owes(): boolean {
    const core = this.#ports.core();
    return core !== null && !this.#ports.connections.anybody && owesWhenAlone(core);
  }

  #failed(chore: Chore, error: unknown): number {
    const failures = this.#failures.get(chore) ?? 0;
    this.#failures.set(chore, failures + 1);
    logger({ docId: this.#ports.core()?.meta.get('docId', '') }).error('the alarm failed, it tries again', {
      chore,
      error: String(error),
    });
    count('alarm_failures_total', {});
    return Date.now() + Math.min(LONGEST_RETRY_MS, RETRY_AFTER_MS * 2 ** failures);
  }
}
