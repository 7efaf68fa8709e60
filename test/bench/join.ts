import { Person } from './person.ts';
import { PlainText } from './plain-text.ts';
import type { Target } from './target.ts';

/** What a join took, from opening the socket until the text is there, and what travelled. */
export interface JoinResult extends Record<string, number> {
  ms: number;
  arrivedMs: number;
  bytes: number;
  length: number;
}

const WARM_JOINS = 5;

/** One join by the client library. */
export async function join(target: Target): Promise<JoinResult> {
  const shown = new PlainText();
  const person = new Person(target, 90, shown);
  const start = performance.now();
  await person.join();
  const ms = performance.now() - start;
  person.drop();
  const arrivedMs = person.arrivedAt - start;
  return { ms, arrivedMs, bytes: person.bytesIn, length: shown.text.length };
}

/** A join of an object that is in memory: the quickest of several, the first of which also warms the joining side. */
export async function warmJoin(target: Target): Promise<JoinResult> {
  const joins: JoinResult[] = [];
  for (let i = 0; i < WARM_JOINS; i++) joins.push(await join(target));
  return joins.reduce((best, one) => (one.ms < best.ms ? one : best));
}

/** A join of an object that is nowhere in memory: the server's process was killed and started again. */
export async function coldJoin(target: Target): Promise<JoinResult> {
  await target.server.restart();
  return join(target);
}
