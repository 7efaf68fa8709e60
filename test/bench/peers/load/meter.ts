import { percentile } from '../../statistics.ts';
import type { PeerServer } from '../peer.ts';
import { cpuSeconds, peakMemoryMiB } from '../process-tree.ts';

/** A client whose traffic is counted. */
export interface Counted {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly framesOut?: number;
}

/** The cost of some edits, between two moments; `NaN` per edit for none. */
export interface Cost extends Record<string, number> {
  seconds: number;
  edits: number;
  serverCpuSeconds: number;
  /** Shares of one core, in per cent. */
  serverCore: number;
  loadCore: number;
  cpuPerEdit: number;
  bytesUp: number;
  bytesDown: number;
  framesUp: number;
  memoryMiB: number;
}

interface Reading {
  at: number;
  server: number;
  load: number;
  bytesIn: number;
  bytesOut: number;
  framesOut: number;
}

/** Begins to measure a server and these clients; the result ends it, after this many edits. */
export function startMeter(server: PeerServer, clients: readonly Counted[]): (edits: number) => Cost {
  const before = read(server, clients);
  return (edits) => {
    const after = read(server, clients);
    const since = (key: keyof Reading): number => after[key] - before[key];
    const seconds = since('at') / 1000;
    const perEdit = (value: number): number => (edits > 0 ? value / edits : Number.NaN);
    return {
      seconds,
      edits,
      serverCpuSeconds: since('server'),
      serverCore: (since('server') / seconds) * 100,
      loadCore: (since('load') / seconds) * 100,
      cpuPerEdit: perEdit(since('server') * 1e6),
      bytesUp: perEdit(since('bytesOut')),
      bytesDown: perEdit(since('bytesIn')),
      framesUp: perEdit(since('framesOut')),
      memoryMiB: peakMemoryMiB(server.pid),
    };
  };
}

function read({ pid }: PeerServer, clients: readonly Counted[]): Reading {
  const sum = (count: (client: Counted) => number) =>
    clients.reduce((total, client) => total + count(client), 0);
  const { user, system } = process.cpuUsage();
  return {
    at: performance.now(),
    server: cpuSeconds(pid),
    load: (user + system) / 1e6,
    bytesIn: sum((client) => client.bytesIn),
    bytesOut: sum((client) => client.bytesOut),
    framesOut: sum((client) => client.framesOut ?? Number.NaN),
  };
}

/** The columns of a set of latencies in ms. */
export function latencyOf(latencies: readonly number[]): Record<'p50' | 'p95' | 'p99', number> {
  return {
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
  };
}
