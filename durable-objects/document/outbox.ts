import { logger } from '../../src/observability/logger.ts';
import { sendDocumentChange } from '../../src/queues/producers.ts';
import type { Meta } from './meta.ts';

const FIRST_MS = 2_000;
const LONGEST_MS = 5 * 60_000;

/**
 * What the reconciler is owed: everything after `reconciledVersion`. A message is only a nudge; it is sent again, at
 * growing intervals, until the reconciler has acknowledged, so one that is lost, doubled or late changes nothing.
 */
export class Outbox {
  readonly #env: Env;
  readonly #meta: Meta;

  constructor(env: Env, meta: Meta) {
    this.#env = env;
    this.#meta = meta;
  }

  /** Publishes what is owed up to `version`; returns in how many ms to look again, null when nothing is owed. */
  async publish(version: number): Promise<number | null> {
    const from = this.#meta.get('reconciledVersion', 0);
    if (version <= from) return null;
    const attempts = this.#meta.get('publishAttempts', 0);
    const docId = this.#meta.get('docId', '');
    try {
      await sendDocumentChange(this.#env, { docId, from, to: version });
    } catch (error) {
      logger({ docId }).warn('publishing failed, the alarm tries again', { error: String(error) });
    }
    this.#meta.set('publishAttempts', attempts + 1);
    return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts, 10));
  }

  /** The archive has everything up to `version`, and a snapshot of `snapshot`. */
  acknowledge({ version, snapshot }: { version: number; snapshot: number }): void {
    this.#meta.set('reconciledVersion', Math.max(version, this.#meta.get('reconciledVersion', 0)));
    this.#meta.set('snapshotVersion', Math.max(snapshot, this.#meta.get('snapshotVersion', 0)));
    this.#meta.set('publishAttempts', 0);
  }
}
