import { env } from 'cloudflare:workers';

/**
 * The services that can be down. `blobs`: an archive that lists its objects and cannot read them, which looks like "not
 * there".
 */
export type Service = 'database' | 'archive' | 'blobs' | 'queues';

/**
 * Takes services down at the binding's edge: the Worker, the consumers and the Documents hold the same bindings, and
 * each fails as the platform does. Everything else stays real. Returns a function that restores them.
 */
export function down(...services: Service[]): () => void {
  const restores = services.flatMap((service) => FAULTS[service]());
  return () => {
    for (const restore of restores) restore();
  };
}

const FAULTS: Record<Service, () => (() => void)[]> = {
  database: () => [
    replace(env.DB, 'prepare', () => unreachableStatement()),
    replace(env.DB, 'withSession', () => unreachableSession()),
    replace(env.DB, 'batch', async () => {
      throw new Error(LOST);
    }),
  ],
  archive: () =>
    (['get', 'put', 'head', 'delete', 'list'] as const).map((method) =>
      replace(env.ARCHIVE, method, async () => {
        throw new Error(`${method}: We encountered an internal error. Please try again. (10001)`);
      }),
    ),
  blobs: () => [
    replace(env.ARCHIVE, 'get', async () => null),
    replace(env.ARCHIVE, 'put', async () => {
      throw new Error('put: We encountered an internal error. Please try again. (10001)');
    }),
  ],
  queues: () =>
    [env.DOCUMENT_CHANGES, env.DOCUMENT_SNAPSHOTS, env.DOCUMENT_IMPORTS, env.EVENTS].flatMap((queue) =>
      (['send', 'sendBatch', 'metrics'] as const).map((method) =>
        replace(queue, method, async () => {
          throw new Error('Queue send failed: Internal Server Error');
        }),
      ),
    ),
};

const LOST = 'D1_ERROR: Network connection lost.';

function unreachableSession(): unknown {
  const batch = async () => {
    throw new Error(LOST);
  };
  return { prepare: () => unreachableStatement(), batch, getBookmark: () => null };
}

function unreachableStatement(): unknown {
  const lost = async () => {
    throw new Error(LOST);
  };
  const statement = { bind: () => statement, all: lost, run: lost, first: lost, raw: lost };
  return statement;
}

function replace<T extends object>(binding: T, method: keyof T & string, fault: unknown): () => void {
  Object.defineProperty(binding, method, { value: fault, configurable: true, writable: true });
  // The original is the binding's own method, behind the replacement.
  return () => Reflect.deleteProperty(binding, method);
}
