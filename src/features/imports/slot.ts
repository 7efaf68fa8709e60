import { Slots } from '../../base/slots.ts';
import { importBusy } from '../../platform/problem/problem.ts';

// More than an import may take.
const slots = new Slots(1, 60_000);

/**
 * Does a piece of work that takes much memory, while no other one runs in this isolate. Throws 503 `import_busy` while
 * one does.
 */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  const leave = slots.take();
  if (leave === null) throw importBusy();
  try {
    return await work();
  } finally {
    leave();
  }
}
