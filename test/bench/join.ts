import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Person } from './person.ts';
import { PlainText } from './plain-text.ts';
import type { Target } from './target.ts';

/** The duration of a join, from opening the socket until the text is there, and its traffic. */
export interface JoinResult extends Record<string, number> {
  ms: number;
  arrivedMs: number;
  bytes: number;
  length: number;
}

const WARM_JOINS = 5;
// workerd evicts an object 10 s after its last activity, and an alarm of its own may come in between: the deadline of a
// join, 10 s after it, or another publication.
const EVICTION_MS = 24_000;
const EVICTION_ATTEMPTS = 4;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

/** One join by the client library. */
export async function join(target: Target): Promise<JoinResult> {
  const shown = new PlainText();
  const person = new Person(target, 90, shown);
  // Excludes the garbage of the previous join.
  collectGarbage({ type: 'minor' });
  const start = performance.now();
  await person.join();
  const ms = performance.now() - start;
  person.drop();
  const arrivedMs = person.arrivedAt - start;
  return { ms, arrivedMs, bytes: person.bytesIn, length: shown.text.length };
}

/** A join of an object in memory: the fastest of several. The first one also warms the joining side. */
export async function warmJoin(target: Target): Promise<JoinResult> {
  const joins: JoinResult[] = [];
  for (let i = 0; i < WARM_JOINS; i++) joins.push(await join(target));
  return joins.reduce((best, one) => (one.ms < best.ms ? one : best));
}

/**
 * A join of an object that was evicted from memory while the server continued, as one is that was not opened for a
 * while. Throws when the platform keeps it. During the wait, the joining side's memory goes back to its machine; joins
 * of another document with the same text bring it back, so that only the server's part differs from `warmJoin`.
 */
export async function evictedJoin(target: Target): Promise<JoinResult> {
  const other = await target.copy(`${target.name}-copy`);
  for (let i = 0; i < EVICTION_ATTEMPTS; i++) {
    await sleep(EVICTION_MS);
    await warmJoin(other);
    collectGarbage();
    // A full collection also drops code.
    await warmJoin(other);
    const before = await target.server.objectsConstructed();
    const result = await join(target);
    if ((await target.server.objectsConstructed()) === before + 1) return result;
  }
  throw new Error('the object was not evicted');
}

/** A join after the server's process was killed and started again: none of its code has run before. */
export async function killedJoin(target: Target): Promise<JoinResult> {
  await target.server.restart();
  return join(target);
}
