import { logger } from '../../../src/platform/observability/logger.ts';
import { count } from '../../../src/platform/observability/metrics.ts';
import { sendDocumentChange, sendDocumentSnapshot } from '../../../src/platform/queues/producers.ts';
import type { ReviewStanding } from '../rpc.ts';
import { type Meta, NEVER } from '../storage/meta.ts';

const FIRST_MS = 2_000;
const LONGEST_MS = 5 * 60_000;
/** The number of versions after the last archived snapshot at which another one is due. */
const SNAPSHOT_VERSIONS = 1_000;
// Without it, a program that writes into a document that no client has open would cause a snapshot every 2 s.
const SNAPSHOT_PAUSE_MS = 30_000;

/** How far the Document is, as the archive needs to know it. */
export interface Progress {
  version: number;
  checkpoint: number;
  /** Whether any client has the document open. */
  anybody: boolean;
  /** Where its review stands; null without one. */
  review: ReviewStanding | null;
}

/**
 * What the archive is owed: the log after `reconciledVersion`, and a snapshot now and then. A message is only a nudge.
 * It is sent again at growing intervals until the archive acknowledges, so a lost, duplicate or late message changes
 * nothing (I7).
 */
export class Outbox {
  readonly #env: Env;
  readonly #meta: Meta;

  constructor(env: Env, meta: Meta) {
    this.#env = env;
    this.#meta = meta;
  }

  /** Publishes what is owed and due at `now`. Returns when to look again (ms since 1970); null when nothing is owed. */
  async publish(progress: Progress, now: number): Promise<number | null> {
    const looks = [
      await this.#changes(progress, now),
      await this.#review(progress, now),
      await this.#snapshot(progress, now),
    ];
    const next = Math.min(...looks.map((at) => at ?? Number.POSITIVE_INFINITY));
    return Number.isFinite(next) ? next : null;
  }

  /**
   * The archive has everything up to `version` and a snapshot of `snapshot`. Returns false when that was known already.
   */
  acknowledge({ version, snapshot }: { version: number; snapshot: number }): boolean {
    const archived = this.#meta.get('reconciledVersion', 0);
    const stored = this.#meta.get('snapshotVersion', 0);
    if (version <= archived && snapshot <= stored) return false;
    this.#meta.set('reconciledVersion', Math.max(version, archived));
    this.#meta.set('snapshotVersion', Math.max(snapshot, stored));
    return true;
  }

  async #changes({ version }: Progress, now: number): Promise<number | null> {
    const from = this.#meta.get('reconciledVersion', 0);
    if (version <= from) return null;
    const asked = this.#meta.get('changesAsked', NEVER);
    const fresh = version > asked.version;
    const due = fresh ? now : asked.at + backoff(asked.attempts);
    if (due > now) return due;
    return this.#send(
      'changesAsked',
      'document-changes',
      { version, attempts: fresh ? 0 : asked.attempts },
      now,
      () => sendDocumentChange(this.#env, { docId: this.#meta.get('docId', ''), from, to: version }),
    );
  }

  // The reconciler archives the review with the log, so one nudge serves both.
  async #review({ version, review }: Progress, now: number): Promise<number | null> {
    if (!review?.owed) return null;
    const from = this.#meta.get('reconciledVersion', 0);
    if (version > from) return null;
    const asked = this.#meta.get('reviewAsked', NEVER);
    const fresh = review.number > asked.version;
    const due = fresh ? now : asked.at + backoff(asked.attempts);
    if (due > now) return due;
    const next = { version: review.number, attempts: fresh ? 0 : asked.attempts };
    return this.#send('reviewAsked', 'document-changes', next, now, () =>
      sendDocumentChange(this.#env, { docId: this.#meta.get('docId', ''), from, to: version }),
    );
  }

  async #snapshot({ checkpoint, anybody }: Progress, now: number): Promise<number | null> {
    const stored = this.#meta.get('snapshotVersion', 0);
    const asked = this.#meta.get('snapshotAsked', NEVER);
    const long = checkpoint - stored >= SNAPSHOT_VERSIONS;
    if (checkpoint <= stored || !(long || !anybody || asked.version > stored)) return null;
    const fresh = checkpoint > asked.version;
    const pause = long ? 0 : SNAPSHOT_PAUSE_MS;
    const at = asked.at + (fresh ? pause : backoff(asked.attempts));
    if (at > now) return at;
    const next = { version: checkpoint, attempts: fresh ? 0 : asked.attempts };
    return this.#send('snapshotAsked', 'document-snapshots', next, now, () =>
      sendDocumentSnapshot(this.#env, { docId: this.#meta.get('docId', ''), version: checkpoint }),
    );
  }

  async #send(
    key: 'changesAsked' | 'reviewAsked' | 'snapshotAsked',
    queue: string,
    { version, attempts }: { version: number; attempts: number },
    now: number,
    send: () => Promise<void>,
  ): Promise<number> {
    try {
      await send();
    } catch (error) {
      count('publish_failures_total', { queue });
      logger({ docId: this.#meta.get('docId', '') }).warn('publishing failed, the alarm tries again', {
        queue,
        error: String(error),
      });
    }
    this.#meta.set(key, { version, attempts: attempts + 1, at: now });
    return now + backoff(attempts + 1);
  }
}

function backoff(attempts: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 10));
}
