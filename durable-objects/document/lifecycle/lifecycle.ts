import { type Failure, fail, ok, type Result } from '../../../src/base/result.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { CLOSE } from '../../../src/protocol/close-codes.ts';
import { recover } from '../archive/recovery.ts';
import type { EditError } from '../rpc.ts';
import { hasSchema, migrateOutdated } from '../storage/schema.ts';
import type { Core } from './core.ts';
import { type Creation, create } from './creation.ts';

/** What a Lifecycle needs of the object that it lives in. */
export interface LifecyclePorts {
  storage: DurableObjectStorage;
  bucket: R2Bucket;
  /** The name that the object was reached by. */
  name: string;
  /** Reads what is stored into memory. */
  wake(): Core;
  /** The document is awake after a rebuild or a failed one: its work besides commits begins again. */
  rebuilt(): void;
  /** Storage was wiped: no work is left. */
  erased(): void;
}

type Outcome = Awaited<ReturnType<typeof recover>> | 'failed';

type Phase =
  /** Nothing is stored here: there never was a document, or its storage was lost. */
  | { kind: 'absent' }
  /** It is being rebuilt from the archive; `done` rejects when a lost document cannot be rebuilt. */
  | { kind: 'rebuilding'; done: Promise<Outcome> }
  | { kind: 'awake'; core: Core }
  /** Final. Its archive is deleted afterwards: until then no late request may restore the document from it. */
  | { kind: 'erased' };

const ABSENT: Phase = { kind: 'absent' };

/**
 * Whether there is a document, and how it comes and goes. A document whose storage was lost is rebuilt from the archive
 * before it answers any request; while that fails, each request fails, and the next one tries again.
 */
export class Lifecycle {
  readonly #ports: LifecyclePorts;
  #phase: Phase = ABSENT;

  constructor(ports: LifecyclePorts) {
    this.#ports = ports;
    if (!hasSchema(ports.storage.sql)) return;
    // The code may be newer than the tables; a migration that cannot be written waits for the next wake.
    migrateOutdated(ports.storage, (error) =>
      logger({ docId: ports.name }).error('the tables could not be brought up to date', {
        error: String(error),
      }),
    );
    this.#awake();
  }

  /** The document as it is now; null while there is none. */
  get core(): Core | null {
    return this.#phase.kind === 'awake' ? this.#phase.core : null;
  }

  /** The document, rebuilt if necessary; null when there is none. Rejects when it cannot be rebuilt. */
  async ready(): Promise<Core | null> {
    if (this.#phase.kind === 'absent') await this.#rebuild(this.#recover(this.#ports.name, null, 'lost'));
    else if (this.#phase.kind === 'rebuilding') await this.#phase.done;
    return this.core;
  }

  /** Calls `answer` with the document as it is now, after committing every accepted operation. */
  async ask<T, C extends string>(answer: (core: Core) => Result<T, C>): Promise<Result<T, C | 'not_found'>> {
    const core = await this.ready();
    if (core === null) return fail('not_found', 'there is no such document');
    core.collaboration.commit();
    return answer(core);
  }

  /** Creates the document, unless there is one; fails when it cannot be created. */
  create(creation: Creation): Result<Core, EditError> {
    if (this.#phase.kind === 'awake') return ok(this.#phase.core);
    const { storage, wake } = this.#ports;
    const failure: Failure<EditError> | null = create(storage, wake, creation);
    return failure === null ? ok(this.#awake()) : fail(failure.code, failure.message);
  }

  /** Discards what is here and rebuilds it from the archive, up to `version` (OperatorRpc). */
  async recover(
    docId: string,
    version: number | null,
  ): Promise<Result<{ version: number }, 'not_found' | 'unknown_version' | 'archive'>> {
    while (this.#phase.kind === 'rebuilding') await this.#phase.done.catch(() => null);
    // Each call waits until the rebuild is over: no operation is accepted that would be lost with the old log.
    this.core?.collaboration.commit();
    this.core?.audience.closeAll(CLOSE.restart, 'the document is being restored');
    const outcome = await this.#rebuild(
      this.#recover(docId, version, 'asked').catch(() => 'failed' as const),
    );
    const { core } = this;
    if (outcome === 'rebuilt' && core !== null) return ok({ version: core.log.version });
    switch (outcome) {
      case 'nothing':
        return fail('not_found', 'nothing of this document is archived');
      case 'unknown_version':
        return fail('unknown_version', `the archive does not reach version ${version}`);
      default:
        return fail('archive', 'the archive cannot be read, or contradicts itself');
    }
  }

  /** Erases everything, permanently. */
  async erase(): Promise<void> {
    while (this.#phase.kind === 'rebuilding') await this.#phase.done.catch(() => null);
    this.core?.audience.closeAll(CLOSE.deleted);
    this.#phase = { kind: 'erased' };
    await this.#ports.storage.deleteAll();
    this.#ports.erased();
  }

  #awake(): Core {
    const core = this.#ports.wake();
    this.#phase = { kind: 'awake', core };
    return core;
  }

  // When the rebuild fails, the document is as it was before.
  #rebuild(recovered: Promise<Outcome>): Promise<Outcome> {
    const before = this.#phase.kind === 'erased' ? this.#phase : ABSENT;
    const done = recovered.finally(() => {
      // It was created meanwhile.
      if (this.#phase !== rebuilding) return;
      this.#phase = before;
      if (!hasSchema(this.#ports.storage.sql)) return;
      this.#awake();
      // Also after a failure: an alarm that fired meanwhile found no document, and its work is still owed.
      this.#ports.rebuilt();
    });
    const rebuilding: Phase = { kind: 'rebuilding', done };
    this.#phase = rebuilding;
    return done;
  }

  #recover(docId: string, version: number | null, cause: 'lost' | 'asked'): Promise<Outcome> {
    const { storage, bucket } = this.#ports;
    return recover({ storage, bucket, wanted: () => this.core === null }, docId, version, cause);
  }
}
