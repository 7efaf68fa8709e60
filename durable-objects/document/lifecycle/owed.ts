import { isHeavy, KEEP_LENGTH, prunableUpTo } from '../storage/prunable.ts';
import { prune } from '../storage/pruning.ts';
import { type Core, checkpoint } from './core.ts';

/**
 * The durable work besides commits: writes a checkpoint when one is due, and publishes what the archive is owed.
 * Returns when to look again (ms since 1970); null when nothing is owed. Throws when storage does, after publishing
 * what it can.
 */
export async function checkpointAndPublish(core: Core, anybody: boolean): Promise<number | null> {
  const { collaboration, text, log, checkpoints, outbox, review } = core;
  let failure: unknown = null;
  try {
    collaboration.commit();
    if (text.due || (text.behind && !anybody)) checkpoint(core);
    review.follow();
  } catch (error) {
    failure = error;
  }
  const progress = {
    version: log.version,
    checkpoint: checkpoints.latest.version,
    anybody,
    review: review.archive.standing,
  };
  const next = await outbox.publish(progress, Date.now());
  if (failure !== null) throw failure;
  return next;
}

/** Whether work is due once no client is here: a checkpoint for the next client to begin from, or its archiving. */
export function owesWhenAlone({ text, checkpoints, meta }: Core): boolean {
  return text.behind || checkpoints.latest.version > meta.get('snapshotVersion', 0);
}

/** The archive has the log up to `version`, and a snapshot: notifies clients, and prunes what may be dropped. */
export function acknowledge(
  core: Core,
  storage: DurableObjectStorage,
  archived: { version: number; snapshot: number },
): void {
  const { log, meta, audience, checkpoints, outbox, review } = core;
  const news = outbox.acknowledge({
    version: Math.min(archived.version, log.version),
    snapshot: Math.min(archived.snapshot, log.version),
  });
  const version = meta.get('reconciledVersion', 0);
  if (news) audience.send({ type: 'synced', version, snapshot: meta.get('snapshotVersion', 0) }, Date.now());
  const upTo = prunableUpTo({
    version: log.version,
    from: log.from,
    archived: version,
    checkpoint: checkpoints.latest.version,
    light: isHeavy(log.length) ? log.versionBefore(KEEP_LENGTH) : 0,
    divergence: meta.get('divergence', null),
  });
  if (upTo === null) return;
  // An anchor follows the log from where it was stored: it must never need what is gone.
  if (meta.get('anchorsVersion', 0) < upTo) review.settle();
  prune(storage, log, meta, upTo);
}
