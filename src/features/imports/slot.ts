import { importBusy } from '../../platform/problem/problem.ts';

let taken = false;

/**
 * Does a piece of work that takes much memory, while no other one runs in this isolate. Throws 503 `import_busy` while
 * one does.
 */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (taken) throw importBusy();
  taken = true;
  try {
    return await work();
  } finally {
    taken = false;
  }
}
