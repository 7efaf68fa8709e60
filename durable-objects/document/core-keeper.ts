import { must } from '../../src/base/assert.ts';
import { fail, ok, type Result } from '../../src/base/result.ts';
import { CLOSE } from '../../src/protocol/close-codes.ts';
import { type Cause, recover } from './archive/recovery.ts';
import type { Core } from './core.ts';
import { hasSchema } from './storage/schema.ts';

/** What a CoreKeeper needs of the object that it lives in. */
interface KeeperHost {
  storage: DurableObjectStorage;
  bucket: R2Bucket;
  /** The name that the object was reached by. */
  name: string;
  wake(): Core;
  /** The document was rebuilt: its work beside commits begins again. */
  rebuilt(): void;
}

/**
 * The document in memory: null when there never was one. One whose storage was lost is rebuilt from the archive before it
 * answers anybody; while that fails, so does everything that is asked of it, and the next one to ask tries again.
 */
export class CoreKeeper {
  core: Core | null = null;
  readonly #host: KeeperHost;
  #rebuilding: Promise<Core | null> | null = null;
  #erased = false;

  constructor(host: KeeperHost) {
    this.#host = host;
  }

  /** The document, rebuilt where that has to be. */
  async ready(): Promise<Core | null> {
    if (this.core !== null || this.#erased) return this.core;
    this.#rebuilding ??= this.#recover(this.#host.name, null, 'lost')
      .then(() => this.core)
      .finally(() => {
        this.#rebuilding = null;
      });
    return this.#rebuilding;
  }

  /** Throws away what is here and rebuilds it from the archive, up to `version` (DocumentRpc). */
  async recover(
    docId: string,
    version: number | null,
  ): Promise<Result<{ version: number }, 'not_found' | 'unknown_version' | 'archive'>> {
    await this.#settled();
    // Who asks for anything waits until it is over: nothing is taken that goes with the old log.
    this.core?.collaboration.commit();
    this.core?.collaboration.closeAll(CLOSE.restart, 'the document is being restored');
    this.core = null;
    const recovering = this.#recover(docId, version, 'asked').catch(() => 'failed' as const);
    this.#rebuilding = recovering.then(() => {
      this.#rebuilding = null;
      // What it was before, when nothing came of it.
      if (this.core === null && hasSchema(this.#host.storage.sql)) this.core = this.#host.wake();
      return this.core;
    });
    const core = await this.#rebuilding;
    switch (await recovering) {
      case 'rebuilt':
        return ok({ version: must(core).log.version });
      case 'nothing':
        return fail('not_found', 'nothing of this document is archived');
      case 'unknown_version':
        return fail('unknown_version', `the archive does not reach version ${version}`);
      default:
        return fail('archive', 'the archive cannot be read, or contradicts itself');
    }
  }

  /** Erases everything, for good. */
  async erase(): Promise<void> {
    await this.#settled();
    this.core?.collaboration.closeAll(CLOSE.deleted);
    this.core = null;
    // Its archive goes after it: until then nobody who is late may bring it back from there.
    this.#erased = true;
    await this.#host.storage.deleteAll();
  }

  async #settled(): Promise<void> {
    while (this.#rebuilding !== null) await this.#rebuilding.catch(() => null);
  }

  async #recover(docId: string, version: number | null, cause: Cause): ReturnType<typeof recover> {
    const { storage, bucket, wake, rebuilt } = this.#host;
    const outcome = await recover(
      { storage, bucket, wanted: () => this.core === null },
      docId,
      version,
      cause,
    );
    if (outcome === 'rebuilt') {
      this.core = wake();
      rebuilt();
    }
    return outcome;
  }
}
