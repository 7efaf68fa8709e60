import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 2;
const CONNECTING_AT_ONCE = 50;

/** Whether `test` becomes true within `ms`. */
export async function until(test: () => boolean, ms: number): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(LOOK_EVERY_MS)) {
    if (test()) return true;
  }
  return test();
}

/** Open loop: calls `edit` at a fixed rate per second for a while; how often in a turn depends on the timers alone. */
export async function atRate(rate: number, seconds: number, edit: () => void): Promise<void> {
  const start = performance.now();
  const total = seconds * rate;
  for (let made = 0; ; await sleep(1)) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * rate));
    for (; made < due; made++) edit();
    if (due >= total) return;
  }
}

/** The same for low rates: each edit in a timer of its own. */
export async function evenly(rate: number, seconds: number, edit: () => void): Promise<void> {
  const start = performance.now();
  for (let made = 0; made < seconds * rate; made++) {
    await sleep(Math.max(0, start + (made * 1000) / rate - performance.now()));
    edit();
  }
}

/** Makes `count` clients, some at a time. */
export async function connectAll<T>(count: number, connect: (index: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  while (all.length < count) {
    const first = all.length;
    const next = Array.from({ length: Math.min(CONNECTING_AT_ONCE, count - first) }, (_, i) =>
      connect(first + i),
    );
    all.push(...(await Promise.all(next)));
  }
  return all;
}

/** The fixed order in which editors take turns: the numbers below `count`, always shuffled in the same way. */
export function turns(count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  let state = 1;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}
