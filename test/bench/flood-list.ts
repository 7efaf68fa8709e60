import { setTimeout as sleep } from 'node:timers/promises';
import { type Hostile, keepSaying, openAll } from './hostile.ts';
import { LightWriter } from './light-writer.ts';
import type { Target } from './target.ts';

/** One way to be in the way of others at a document. */
export interface Flood {
  name: string;
  /** Prepares the document; without it, the document is a short text. */
  prepare?(target: Target): Promise<void>;
  /** Floods the document until `until` (ms of performance.now). */
  run(target: Target, until: number): Promise<Hostile[]>;
}

const VIEWER = '&role=viewer&guest';

// A socket may send 1,000 operations a second. No other client writes, so each edit is a version.
async function shortVersions(target: Target): Promise<void> {
  const writer = new LightWriter(target.door(50));
  await writer.join();
  for (let due = performance.now(); writer.seq < 6_000; due += 1.25) {
    await sleep(Math.max(0, due - performance.now()));
    const acked = new Promise<void>((resolve) => {
      writer.acked = () => resolve();
    });
    writer.insert(1);
    await acked;
  }
  writer.drop();
}

const joinsFrom =
  (count: number, query: string): Flood['run'] =>
  async (target, until) => {
    const sockets = await openAll(target, count, query);
    await keepSaying(sockets, 21, until, ({ client }) => ({
      type: 'join',
      client,
      version: 1,
      pending: true,
    }));
    return sockets;
  };

const refused =
  (everyMs: number, query: string): Flood['run'] =>
  async (target, until) => {
    const sockets = await openAll(target, 1, query);
    // It exceeds the limit of an operation, so the server refuses an editor's too.
    const delta = [{ insert: 'x'.repeat(1_000_000) }];
    let seq = 0;
    await keepSaying(sockets, everyMs, until, () =>
      JSON.stringify({ type: 'op', version: 0, seq: ++seq, delta }),
    );
    return sockets;
  };

const burst =
  (frame: (client: string, i: number) => object): Flood['run'] =>
  async (target, until) => {
    const sockets: Hostile[] = [];
    while (performance.now() < until) {
      const [socket] = await openAll(target, 1, '');
      sockets.push(socket as Hostile);
      const { client } = socket as Hostile;
      for (let i = 1; i <= 5_000; i++) socket?.say(frame(client, i));
      await sleep(4_000);
    }
    return sockets;
  };

/** Every flood that the benchmark measures; the first is a document without other sockets. */
export const FLOODS: Flood[] = [
  {
    name: 'without readers',
    run: async (_, until) => {
      await sleep(until - performance.now());
      return [];
    },
  },
  { name: 'joins of a viewer, 1 socket', prepare: shortVersions, run: joinsFrom(1, VIEWER) },
  { name: 'joins of a viewer, 3 sockets', prepare: shortVersions, run: joinsFrom(3, VIEWER) },
  { name: 'joins of an editor, 3 sockets', prepare: shortVersions, run: joinsFrom(3, '') },
  { name: 'refused 1 MB, 32 a second, of a viewer', run: refused(31, VIEWER) },
  { name: 'refused 1 MB, 32 a second, of an editor', run: refused(31, '') },
  {
    name: '5,000 operations at once',
    run: burst((_, i) => ({ type: 'op', version: 0, seq: i, delta: [{ insert: 'x' }] })),
  },
  {
    name: '5,000 selections at once',
    run: burst((_, i) => ({ type: 'cursor', version: 0, cursor: { index: i % 7, length: 0 } })),
  },
  {
    name: '5,000 joins at once',
    run: burst((client) => ({ type: 'join', client, version: 0, pending: true })),
  },
];
