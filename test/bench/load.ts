import { setTimeout as sleep } from 'node:timers/promises';
import { LightWriter } from './light-writer.ts';
import { percentile } from './statistics.ts';
import type { Target } from './target.ts';

/**
 * A load: the number of writers, and their rate (edits/s together). Without a rate each makes its next edit when the
 * last one is acknowledged, after up to `thinkMs`: writers who answer at once would move in lockstep, as people do not.
 */
export interface Load {
  writers: number;
  rate: number | null;
  thinkMs?: number;
  seconds: number;
  warmUpSeconds: number;
  /** The text that certainly precedes every insert: positions are drawn from it. */
  room: number;
}

/** The cost and the latency of one run of a load. */
export interface LoadResult extends Record<string, number> {
  editsPerSecond: number;
  p50: number;
  p99: number;
  cpuPerEdit: number;
  bytesDown: number;
  bytesUp: number;
  rowsPerEdit: number;
}

const OBSERVERS = 3;
const SETTLE_MS = 5_000;

/** Runs a load against a document, and then checks that nothing was lost, duplicated or left out. */
export async function runLoad(target: Target, load: Load): Promise<LoadResult> {
  const base = await target.version();
  const clients: LightWriter[] = [];
  const writers: LightWriter[] = [];
  // Readers only: the first, the middle and the last one that receive a frame.
  const observers: LightWriter[] = [];
  for (let i = 0; i < load.writers + OBSERVERS; i++) {
    const client = new LightWriter(target.door(i));
    const isObserver = [0, Math.floor(load.writers / 2), load.writers + OBSERVERS - 1].includes(i);
    (isObserver ? observers : writers).push(client);
    clients.push(client);
    await client.join();
  }
  const propagation: number[] = [];
  let measuring = false;
  const sentAt = new Map(writers.map((writer) => [writer.client, writer.sentAt]));
  for (const observer of observers) {
    observer.heard = (ops, at) => {
      if (!measuring) return;
      for (const { client, seq } of ops) {
        const sent = sentAt.get(client)?.get(seq);
        if (sent !== undefined) propagation.push(at - sent);
      }
    };
  }

  const { thinkMs = 0 } = load;
  const place = (): number => 1 + Math.floor(Math.random() * (load.room - 2));
  let acked = 0;
  let stopping = false;
  for (const writer of writers) {
    writer.acked = () => {
      acked++;
      if (load.rate === null) setTimeout(() => stopping || writer.insert(place()), Math.random() * thinkMs);
    };
  }
  const pacing = load.rate === null ? null : pace(writers, load.rate, place, () => stopping);
  if (load.rate === null) for (const writer of writers) writer.insert(place());
  await sleep(load.warmUpSeconds * 1000);

  const before = await take(target, clients, () => acked);
  measuring = true;
  await sleep(load.seconds * 1000);
  measuring = false;
  const after = await take(target, clients, () => acked);
  stopping = true;
  await pacing;
  const closed = clients.find((client) => client.closedWith !== null);
  if (closed) throw new Error(`a client was closed with ${closed.closedWith}`);
  await settle(writers, observers);
  await verify(target, base, writers);
  for (const client of clients) client.drop();

  const edits = after.acked - before.acked;
  return {
    editsPerSecond: (edits / (after.at - before.at)) * 1000,
    p50: percentile(propagation, 0.5),
    p99: percentile(propagation, 0.99),
    cpuPerEdit: ((after.cpu - before.cpu) * 1e6) / edits,
    bytesDown: (after.down - before.down) / edits / clients.length,
    bytesUp: (after.up - before.up) / edits,
    rowsPerEdit: (after.rows - before.rows) / edits,
  };
}

async function take(
  target: Target,
  clients: readonly LightWriter[],
  acked: () => number,
): Promise<{ at: number; acked: number; cpu: number; down: number; up: number; rows: number }> {
  const rows = await target.rowsWritten();
  const sum = (pick: (client: LightWriter) => number) =>
    clients.reduce((total, client) => total + pick(client), 0);
  const down = sum((client) => client.bytesIn);
  const up = sum((client) => client.bytesOut);
  return { at: performance.now(), acked: acked(), cpu: target.server.cpuSeconds, down, up, rows };
}

/** Sends at a fixed rate, in turns; spins, because a timer of whole milliseconds would send in bursts. */
function pace(
  writers: readonly LightWriter[],
  rate: number,
  place: () => number,
  stopping: () => boolean,
): Promise<void> {
  const start = performance.now();
  let sent = 0;
  let next = 0;
  return new Promise((resolve) => {
    const turn = (): void => {
      if (stopping()) {
        resolve();
        return;
      }
      const due = ((performance.now() - start) / 1000) * rate;
      for (let tried = 0; sent < due && tried < writers.length; tried++) {
        const writer = writers[next++ % writers.length];
        if (writer === undefined || writer.inflight) continue;
        writer.insert(place());
        sent++;
      }
      setImmediate(turn);
    };
    turn();
  });
}

async function settle(writers: readonly LightWriter[], observers: readonly LightWriter[]): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  const all = [...writers, ...observers];
  const version = () => Math.max(...all.map((client) => client.version));
  while (writers.some(({ inflight }) => inflight) || all.some((client) => client.version !== version())) {
    if (performance.now() > deadline) throw new Error('the last edits did not come back');
    await sleep(20);
  }
}

/** Checks that the log has no gap and each edit exactly once, and that every client has its newest version. */
async function verify(target: Target, base: number, writers: readonly LightWriter[]): Promise<void> {
  const edits = writers.reduce((total, { seq }) => total + seq, 0);
  const version = await target.version();
  if (version !== base + edits)
    throw new Error(`${edits} edits were sent, the log grew by ${version - base}`);
  for (const writer of writers) {
    if (writer.version !== version)
      throw new Error(`${writer.client} holds ${writer.version}, not ${version}`);
  }
  if (target.kind !== 'document') return;
  const seen = new Set((await target.log(base)).map(({ client, seq }) => `${client} ${seq}`));
  if (seen.size !== edits)
    throw new Error(`${edits} edits were sent, ${seen.size} different ones are in the log`);
  for (const writer of writers) {
    for (let seq = 1; seq <= writer.seq; seq++) {
      if (!seen.has(`${writer.client} ${seq}`)) throw new Error(`edit ${seq} of ${writer.client} is lost`);
    }
  }
}
