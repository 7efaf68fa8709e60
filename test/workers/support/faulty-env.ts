import { env } from 'cloudflare:workers';
import { wrapped } from './faults.ts';
import type { Stub } from './peer.ts';

/** The Worker's bindings, some with methods replaced; `documents` replaces methods of every Document's stub. */
export function faultyEnv(faults: {
  archive?: Partial<Record<keyof R2Bucket, unknown>>;
  database?: Partial<Record<keyof D1Database, unknown>>;
  documents?: (stub: Stub) => Partial<Record<keyof Stub, unknown>>;
}): Env {
  const { archive, database, documents } = faults;
  return {
    ...env,
    ...(archive && { ARCHIVE: wrapped(env.ARCHIVE, archive) }),
    ...(database && { DB: wrapped(env.DB, database) }),
    ...(documents && {
      DOCUMENT: wrapped(env.DOCUMENT, {
        getByName: (name: string) => {
          const stub = env.DOCUMENT.getByName(name) as unknown as Stub;
          return wrapped(stub, documents(stub));
        },
      }),
    }),
  };
}
