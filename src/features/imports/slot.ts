import { Slots } from '../../base/slots.ts';
import { importBusy } from '../../platform/problem/problem.ts';

// More than an import may take.
const LONGEST_MS = 60_000;
const slots = new Slots(1, LONGEST_MS);

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

const LOOK_MS = 50;

/** The same for work that can wait until the other one is done. Throws 503 `import_busy` when that takes too long. */
export async function aloneInTurn<T>(work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + LONGEST_MS; !slots.isFree && Date.now() < end; )
    // Looked at, not told: what one request resolves, the platform may not carry into another.
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return alone(work);
}
