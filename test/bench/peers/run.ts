// npm run bench -- --peers [--only W1,W2] [--cases n10@1000] [--with raw-do,hocuspocus,ours] [--runs 3] [--quick]
//   [--out <folder>] [--traces <folder>] [--ours <checkout>] [--before <checkout>] [--cores 0,1]
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../document-worker.ts';
import { show } from '../statistics.ts';
import { ensurePeersInstalled } from './installed.ts';
import type { Job } from './load/workloads.ts';
import { loadNow, machineNote } from './machine.ts';
import { type Cores, runOnce } from './one-run.ts';
import { listPeers } from './peer-list.ts';
import { type Case, choose, PLAN, type Workload } from './plan.ts';
import { tablesOf } from './report.ts';
import { Records, type RunRecord } from './run-records.ts';

const { values } = parseArgs({
  options: {
    peers: { type: 'boolean' },
    only: { type: 'string' },
    cases: { type: 'string' },
    with: { type: 'string' },
    runs: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    traces: { type: 'string', default: join(ROOT, 'test', 'bench', 'traces') },
    ours: { type: 'string', default: ROOT },
    before: { type: 'string' },
    cores: { type: 'string', default: '0,1' },
  },
});

if (process.platform !== 'linux' || availableParallelism() < 2)
  throw new Error('this needs Linux and two cores: one for the server, one for the load');

const loadBefore = loadNow();
console.error(`Load of the machine: ${loadBefore}`);
const peers = listPeers({
  ours: resolve(values.ours),
  before: values.before === undefined ? null : resolve(values.before),
});
const plan = choose(
  PLAN,
  { workloads: listed(values.only), cases: listed(values.cases), peers: listed(values.with) },
  [...peers.keys()],
);
const traces = resolve(values.traces);
const cores = coresOf(values.cores);
const runs = Number(values.runs ?? (values.quick ? 1 : 3));
// A folder of its own unless one is named: figures of two commits must not end in one table.
const folder = resolve(
  values.out ?? join(ROOT, 'test', 'artefacts', 'peers', new Date().toISOString().replaceAll(':', '-')),
);
const records = new Records(folder);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await ensurePeersInstalled();
// Whole rounds in which the peers take turns: a temporary disturbance of the machine then affects them alike.
for (let run = 1; run <= runs; run++) {
  for (const workload of plan) {
    for (const one of workload.cases) {
      if (one.trace !== undefined && !existsSync(join(traces, `${one.trace}.json.gz`))) continue;
      for (const peer of workload.peers) {
        // An earlier command with the same folder has done it.
        if (records.count(workload.id, one.name, peer) >= run) continue;
        const record = await measure(workload, one, peer);
        records.add(record);
        console.error(`${run}/${runs} ${workload.id} ${one.name} ${peer}: ${summary(record)}`);
      }
    }
  }
}
const report = `${machineNote(loadBefore)}\n\n${tablesOf(plan, records.all)}`;
writeFileSync(join(folder, 'tables.md'), report);
console.log(`\n${report}\nAll runs: ${folder}`);
// A provider's timer may be left.
process.exit(0);

async function measure(workload: Workload, one: Case, name: string): Promise<RunRecord> {
  const peer = peers.get(name);
  if (peer === undefined) throw new Error(`no peer is named ${name}`);
  const settings = { ...one.settings, ...(values.quick ? one.quick : {}), traces } as Job['settings'];
  const about = { workload: workload.id, case: one.name, peer: name };
  try {
    const outcome = await runOnce(peer, { workload: workload.name, settings }, cores);
    return { ...about, at: new Date().toISOString(), ...outcome };
  } catch (error) {
    return { ...about, at: new Date().toISOString(), error: (error as Error).message };
  }
}

function listed(names: string | undefined): string[] | null {
  return names?.split(',').map((name) => name.trim()) ?? null;
}

function coresOf(text: string): Cores {
  const [server = Number.NaN, load = Number.NaN] = text.split(',').map(Number);
  if (!Number.isInteger(server) || !Number.isInteger(load)) throw new Error('--cores are two numbers: 0,1');
  return { server, load };
}

function summary(record: RunRecord): string {
  if ('error' in record) return record.error;
  const { cpuPerEdit, p50, p99, seconds } = record.figures;
  const latency = p50 === undefined ? '' : `, p50 ${show(p50, 2)} ms, p99 ${show(p99, 2)} ms`;
  return `${show(cpuPerEdit, 1)} us/edit${latency}, ${show(seconds, 1)} s, text ${record.text}`;
}
