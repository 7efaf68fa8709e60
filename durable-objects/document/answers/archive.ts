import { ok } from '../../../src/base/result.ts';
import { toHex } from '../../../src/platform/archive/segment.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { frameStream } from '../archive/frame-stream.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { acknowledge } from '../lifecycle/owed.ts';
import type { ArchiveRpc } from '../rpc.ts';
import { pruned } from './pruned.ts';

/** What a Document answers to the archive and accepts from it. */
export class ArchiveAnswers implements ArchiveRpc {
  readonly #lifecycle: Lifecycle;
  readonly #storage: DurableObjectStorage;

  constructor(lifecycle: Lifecycle, storage: DurableObjectStorage) {
    this.#lifecycle = lifecycle;
    this.#storage = storage;
  }

  status(): ReturnType<ArchiveRpc['status']> {
    return this.#lifecycle.ask(({ log, meta, sequencer, checkpoints, connections, review }) => {
      const { standing } = review.archive;
      return ok({
        version: log.version,
        chain: toHex(log.chain),
        keptFrom: log.from,
        reconciledVersion: meta.get('reconciledVersion', 0),
        checkpointVersion: checkpoints.latest.version,
        snapshotVersion: meta.get('snapshotVersion', 0),
        size: sequencer.size.bytes,
        length: sequencer.length,
        sockets: connections.size,
        divergence: meta.get('divergence', null),
        ...(standing !== null && { review: standing }),
      });
    });
  }

  frames(from: number): ReturnType<ArchiveRpc['frames']> {
    return this.#lifecycle.ask((core) =>
      from < core.log.from ? pruned(core) : ok(frameStream(core.log, from, core.log.version)),
    );
  }

  async checkpoint(version: number): Promise<Uint8Array<ArrayBuffer> | null> {
    return (await this.#lifecycle.ready())?.checkpoints.bytes(version) ?? null;
  }

  async acknowledge(archived: { version: number; snapshot: number }): Promise<void> {
    const core = await this.#lifecycle.ready();
    if (core !== null) acknowledge(core, this.#storage, archived);
  }

  async markDiverged(divergence: string | null): Promise<void> {
    const core = await this.#lifecycle.ready();
    if (core === null || core.meta.get('divergence', null) === divergence) return;
    core.meta.set('divergence', divergence);
    if (divergence === null) return;
    const log = logger({ docId: core.meta.get('docId', '') });
    log.error('the archive and the log contradict each other', { divergence });
  }

  reviewPart(from: number, to: number): ReturnType<ArchiveRpc['reviewPart']> {
    return this.#lifecycle.ask(({ review }) => ok(review.archive.part(from, to)));
  }

  reviewTexts(from: number, to: number): ReturnType<ArchiveRpc['reviewTexts']> {
    return this.#lifecycle.ask(({ review }) => ok(review.archive.texts(from, to)));
  }

  reviewAnchors(): ReturnType<ArchiveRpc['reviewAnchors']> {
    return this.#lifecycle.ask(({ review }) => ok(review.placed()));
  }

  async acknowledgeReview(archived: Parameters<ArchiveRpc['acknowledgeReview']>[0]): Promise<void> {
    (await this.#lifecycle.ready())?.review.archive.acknowledge(archived);
  }

  reviewFaults(): ReturnType<ArchiveRpc['reviewFaults']> {
    return this.#lifecycle.ask(({ review }) => ok(review.faults()));
  }
}
