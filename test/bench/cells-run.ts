// npm run bench -- [--traces <folder>] [--quick] [--runs N] [--seconds N] [--only <words>]
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CELLS, type Scale, traceOf } from './cells.ts';
import { ServerProcess } from './server-process.ts';
import { medians, show } from './statistics.ts';

const { values } = parseArgs({
  options: {
    traces: { type: 'string', default: join(import.meta.dirname, 'traces') },
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});

const SERVER_CORE = 0;
const LOAD_CORE = 1;

const COLUMNS: readonly [title: string, key: string, digits: number][] = [
  ['edits/s', 'editsPerSecond', 0],
  ['p50 ms', 'p50', 2],
  ['p99 ms', 'p99', 2],
  ['server CPU us/edit', 'cpuPerEdit', 1],
  ['bytes/edit down', 'bytesDown', 0],
  ['bytes/edit up', 'bytesUp', 0],
  ['bytes/edit both ways', 'bytesPerEdit', 1],
  ['rows/edit', 'rowsPerEdit', 4],
  ['operations', 'operations', 0],
  ['seconds', 'seconds', 2],
  ['join ms, in memory', 'warmMs', 1],
  ['join ms, object evicted', 'evictedMs', 1],
  ['join ms, process killed', 'killedMs', 1],
  ['bytes in ms', 'bytesInMs', 1],
  ['join bytes', 'joinBytes', 0],
  ['object MiB', 'memoryMb', 0],
];

/** Pins this process to the load's core; returns false where cores cannot be chosen. */
function pin(): boolean {
  if (process.platform !== 'linux' || availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['-acp', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const pinned = pin();
const scale: Scale = {
  traces: values.traces,
  seconds: Number(values.seconds ?? (values.quick ? 0.5 : 5)),
  warmUpSeconds: values.quick ? 0.2 : 1.5,
  evictions: !values.quick,
};
const runs = Number(values.runs ?? (values.quick ? 1 : 3));
const cells = CELLS.filter((cell) => {
  const trace = traceOf(cell);
  return cell.name.includes(values.only) && (trace === null || existsSync(join(values.traces, trace)));
});
if (cells.length === 0) throw new Error('no cell is left to run');

const server = await ServerProcess.start(pinned ? SERVER_CORE : null);
const results = new Map<string, Record<string, number>[]>();
try {
  // Whole rounds, not one cell three times: a temporary disturbance of the machine then affects every cell alike.
  for (let run = 1; run <= runs; run++) {
    for (const cell of cells) {
      await server.fresh();
      const result = await cell.run(server, scale);
      results.set(cell.name, [...(results.get(cell.name) ?? []), result]);
      console.error(`${run}/${runs} ${cell.name}: ${show(result.editsPerSecond)} edits/s`);
    }
  }
} finally {
  await server.stop();
}

const where = pinned
  ? `server on core ${SERVER_CORE}, load on core ${LOAD_CORE}`
  : 'cores shared, CPU not comparable';
console.log(`\nMedians of ${runs} run${runs === 1 ? '' : 's'}; ${where}.\n`);
console.log(`| cell | ${COLUMNS.map(([title]) => title).join(' | ')} |`);
console.log(`| --- | ${COLUMNS.map(() => '---:').join(' | ')} |`);
for (const [name, all] of results) {
  const row = medians(all);
  console.log(`| ${name} | ${COLUMNS.map(([, key, digits]) => show(row[key], digits)).join(' | ')} |`);
}
