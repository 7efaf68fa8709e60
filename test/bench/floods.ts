// npm run bench:floods -- [--only <words>] [--seconds N]: how long an editor waits while other sockets flood the
// document (docs/benchmark.md, Floods).
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { heavyHistory, readers } from './flood-costs.ts';
import { FLOODS } from './flood-list.ts';
import { LightWriter } from './light-writer.ts';
import { ServerProcess } from './server-process.ts';
import { percentile, show } from './statistics.ts';
import { Target } from './target.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, seconds: { type: 'string', default: '8' } },
});
const SECONDS = Number(values.seconds);
const EDIT_EVERY_MS = 40;

/** Types until `until` as a person does, one edit at a time: the wait for each in ms, and the code of a close. */
async function typing(target: Target, until: number): Promise<{ waits: number[]; closed: number | null }> {
  const writer = new LightWriter(target.door(1));
  await writer.join();
  const waits: number[] = [];
  for (let due = performance.now(); due < until; due += EDIT_EVERY_MS) {
    await sleep(Math.max(0, due - performance.now()));
    if (writer.inflight) continue;
    const sent = performance.now();
    writer.acked = (_, at) => waits.push(at - sent);
    writer.insert(1);
  }
  const patience = performance.now() + 30_000;
  while (writer.inflight && writer.closedWith === null && performance.now() < patience) await sleep(10);
  if (writer.inflight) waits.push(30_000);
  writer.drop();
  return { waits, closed: writer.closedWith };
}

if (process.platform === 'linux' && availableParallelism() > 1)
  execFileSync('taskset', ['-acp', '1', String(process.pid)], { stdio: 'ignore' });
const server = await ServerProcess.start(process.platform === 'linux' ? 0 : null);
try {
  console.log('| who else | acknowledged | p50 ms | p95 ms | max ms | closed | MB to them | their closes |');
  console.log('| --- | ---: | ---: | ---: | ---: | --- | ---: | --- |');
  for (const flood of FLOODS.filter(({ name }) => name.includes(values.only))) {
    await server.fresh();
    const target = new Target(server, 'document', 'bench-flood-document');
    await target.create([{ insert: 'Hello world\n' }]);
    await flood.prepare?.(target);
    const until = performance.now() + SECONDS * 1_000;
    const [victim, hostile] = await Promise.all([typing(target, until), flood.run(target, until)]);
    const p = (share: number): string => show(percentile(victim.waits, share), 1);
    const received = hostile.reduce((sum, socket) => sum + socket.received, 0);
    const closes = hostile.flatMap((socket) => socket.closes);
    for (const socket of hostile) socket.drop();
    const { length } = victim.waits;
    console.log(
      `| ${flood.name} | ${length} | ${p(0.5)} | ${p(0.95)} | ${show(Math.max(...victim.waits), 1)} | ${victim.closed ?? ''} | ${show(received / 1e6, 1)} | ${closes.length} ${[...new Set(closes)].join(' ')} |`,
    );
  }
  if ('memory'.includes(values.only)) {
    await server.fresh();
    const { megabytes, received } = await heavyHistory(
      new Target(server, 'document', 'bench-flood-document'),
    );
    console.log('\n| 600 versions of 520 kB | MiB |\n| --- | ---: |');
    console.log(`| resident at most, beyond an idle server | ${show(megabytes, 1)} |`);
    console.log(
      `| sent to one who joins behind them, and confirms nothing | ${show(received / 2 ** 20, 1)} |`,
    );
  }
  if ('readers'.includes(values.only)) {
    console.log('\n| 2,000 readers of | MB sent | CPU s |\n| --- | ---: | ---: |');
    for (const kind of ['bare', 'document'] as const) {
      await server.fresh();
      const target = new Target(server, kind, 'bench-flood-document');
      await target.create(null);
      const { megabytes, cpu } = await readers(target, 2_000);
      console.log(`| ${kind} | ${show(megabytes, 2)} | ${show(cpu, 2)} |`);
    }
  }
} finally {
  await server.stop();
}
