import { join as path } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delta } from '../../src/ot/op.ts';
import { evictedJoin, killedJoin, warmJoin } from './join.ts';
import { type Load, runLoad } from './load.ts';
import { replayConcurrent, replaySequential } from './replay.ts';
import type { ServerProcess } from './server-process.ts';
import { type Kind, Target } from './target.ts';
import { readConcurrent, readSequential } from './trace.ts';

/** The extent of a run. */
export interface Scale {
  traces: string;
  seconds: number;
  warmUpSeconds: number;
  /** Whether to wait until the platform evicts an object, which takes half a minute each time. */
  evictions: boolean;
}

/** One row of the table: a measurement, run several times on a fresh server. */
export interface Cell {
  name: string;
  run(server: ServerProcess, scale: Scale): Promise<Record<string, number>>;
}

const ROOM = 1_000;
const PARAGRAPH: Delta = [{ insert: `${'a'.repeat(ROOM)}\n` }];
const RUNS = 100_000;
const RUNS_AT_A_TIME = 5_000;
// A checkpoint is made when the last user has left, by an alarm two seconds later.
const UNTIL_CHECKPOINT_MS = 3_000;

/** The loads, each on the real Document and on the objects that it is compared with. */
const LOADS: readonly { name: string; writers: number; rate: number | null; thinkMs?: number }[] = [
  { name: '50 writers, closed loop', writers: 50, rate: null, thinkMs: 10 },
  { name: '100 writers, 1,000 edits/s', writers: 100, rate: 1_000 },
  { name: '10 writers, 1,000 edits/s', writers: 10, rate: 1_000 },
  { name: '10 people, 5 keys a second each', writers: 10, rate: 50 },
];

const COMPARED = { document: '', bare: ' (bare object)', relay: ' (relay that gathers)' } as const;

/** The relay gathers by time only: in the closed loop that is not comparable, and ten writers are not gathered. */
function comparedUnder({ writers, rate }: Pick<Load, 'writers' | 'rate'>): readonly Kind[] {
  return rate === null || writers < 100 ? ['document', 'bare'] : ['document', 'bare', 'relay'];
}

/** 100,000 runs of `length` characters that differ from their neighbours. */
function manyRuns(length: number): Delta {
  const ops: Delta[number][] = [];
  const plain = 'abcdefghij'.repeat(3).slice(0, length);
  const bold = 'klmnopqrst'.repeat(3).slice(0, length);
  for (let i = 0; i < RUNS; i++) {
    ops.push(i % 2 === 0 ? { insert: plain } : { insert: bold, attributes: { bold: true } });
  }
  return ops;
}

async function load(
  target: Target,
  settings: Pick<Load, 'writers' | 'rate' | 'thinkMs'>,
  scale: Scale,
): Promise<Record<string, number>> {
  const { seconds, warmUpSeconds } = scale;
  return runLoad(target, { ...settings, seconds, warmUpSeconds, room: ROOM });
}

/** The joins of a document of `length` units, with the object in memory, evicted, and killed. */
async function joins(target: Target, scale: Scale, length: number): Promise<Record<string, number>> {
  const warm = await warmJoin(target);
  const evicted = scale.evictions ? await evictedJoin(target) : null;
  const killed = await killedJoin(target);
  for (const { length: shown } of [warm, evicted ?? killed, killed])
    if (shown !== length) throw new Error('a join does not show the whole text');
  return {
    warmMs: warm.ms,
    evictedMs: evicted?.ms ?? Number.NaN,
    killedMs: killed.ms,
    bytesInMs: killed.arrivedMs,
    joinBytes: killed.bytes,
  };
}

async function sequential(
  server: ServerProcess,
  scale: Scale,
  file: string,
): Promise<Record<string, number>> {
  const trace = readSequential(path(scale.traces, file));
  const target = new Target(server, 'document', 'bench-trace-document');
  const replay = await replaySequential(target, trace);
  await sleep(UNTIL_CHECKPOINT_MS);
  return { ...replay, ...(await joins(target, scale, trace.end.length + 1)) };
}

async function bigDocument(
  server: ServerProcess,
  scale: Scale,
  runLength: number,
): Promise<Record<string, number>> {
  const target = new Target(server, 'document', 'bench-load-document');
  await target.create(null);
  await target.append(manyRuns(runLength), runLength, RUNS_AT_A_TIME);
  // Excludes what building the document left behind.
  await server.restart();
  const idle = server.peakMemory;
  const before = await target.version();
  const result = await load(target, { writers: 10, rate: 1_000 }, scale);
  const written = (await target.version()) - before;
  await sleep(UNTIL_CHECKPOINT_MS);
  const memoryMb = (server.peakMemory - idle) / 2 ** 20;
  return { ...result, ...(await joins(target, scale, RUNS * runLength + 1 + written)), memoryMb };
}

/** Every cell, in order. */
export const CELLS: readonly Cell[] = [
  ...LOADS.flatMap(({ name, ...settings }) =>
    comparedUnder(settings).map((kind) => ({
      name: `${name}${COMPARED[kind]}`,
      run: async (server: ServerProcess, scale: Scale) => {
        const target = new Target(server, kind, 'bench-load-document');
        await target.create(PARAGRAPH);
        return load(target, settings, scale);
      },
    })),
  ),
  // What a review costs those who write: `--only writers` has the same loads without one.
  ...LOADS.map(({ name, ...settings }) => ({
    name: `${name} (500 threads, 50 suggestions)`,
    run: async (server: ServerProcess, scale: Scale) => {
      const target = new Target(server, 'document', 'bench-load-document');
      await target.create(PARAGRAPH);
      await target.review({ threads: 500, suggestions: 50, length: ROOM });
      return load(target, settings, scale);
    },
  })),
  {
    name: '1 MB in 100,000 runs, 10 writers, 1,000 edits/s',
    run: (server, scale) => bigDocument(server, scale, 10),
  },
  {
    // 4.65 MB of JSON, and over 5 MB when the writers have split the runs that they write in.
    name: '5 MB of JSON in 100,000 runs, 10 writers, 1,000 edits/s',
    run: (server, scale) => bigDocument(server, scale, 19),
  },
  {
    name: 'one author: automerge-paper',
    run: (server, scale) => sequential(server, scale, 'automerge-paper.json.gz'),
  },
  {
    name: 'one author: friendsforever-flat',
    run: (server, scale) => sequential(server, scale, 'friendsforever-flat.json.gz'),
  },
  {
    name: 'one author: clownschool-flat',
    run: (server, scale) => sequential(server, scale, 'clownschool-flat.json.gz'),
  },
  {
    name: 'two authors at once: friendsforever-concurrent',
    run: (server, scale) =>
      replayConcurrent(
        new Target(server, 'document', 'bench-trace-document'),
        readConcurrent(path(scale.traces, 'friendsforever-concurrent.json.gz')),
      ),
  },
];

/** The trace that a cell reads, so that a cell without its trace can be left out. */
export function traceOf(cell: Cell): string | null {
  const name = /: ([a-z-]+)$/.exec(cell.name)?.[1];
  return name === undefined ? null : `${name}.json.gz`;
}
