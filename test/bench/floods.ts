// npm run bench:floods -- [--only <words>] [--seconds N]: what somebody at a document waits while another socket does what
// it can to be in the way (docs/benchmark.md, Floods).
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { newClientId } from '../../src/base/ids.ts';
import { LightSocket } from './light-socket.ts';
import { LightWriter } from './light-writer.ts';
import { ServerProcess } from './server-process.ts';
import { percentile, show } from './statistics.ts';
import { Target } from './target.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, seconds: { type: 'string', default: '8' } },
});
const SECONDS = Number(values.seconds);
const EDIT_EVERY_MS = 40;
const ATTACKER = 'attacker00000000000000';

interface Flood {
  name: string;
  /** Makes the document what it has to be; without it a short text. */
  prepare?(target: Target): Promise<void>;
  /** Is in the way until `until` (ms of performance.now). */
  run(target: Target, until: number): Promise<Hostile[]>;
}

/** A socket that says what it likes; reconnects when it is closed, as a defective client would. */
class Hostile {
  readonly client = newClientId(ATTACKER);
  closes: number[] = [];
  received = 0;
  #socket: LightSocket | null = null;
  readonly #target: Target;
  readonly #query: string;

  constructor(target: Target, query: string) {
    this.#target = target;
    this.#query = query;
  }

  async open(version: number | null = null): Promise<void> {
    let joined = (): void => {};
    const answered = new Promise<void>((resolve) => {
      joined = resolve;
    });
    this.#socket = await LightSocket.open(
      this.#target.server.port,
      `${this.#target.socketPath(ATTACKER)}${this.#query}`,
      {
        message: (payload) => {
          this.received += payload.length;
          joined();
        },
        closed: (code) => {
          this.closes.push(code);
          this.#socket = null;
          joined();
        },
      },
    );
    this.say({ type: 'join', client: this.client, version, pending: version !== null });
    await answered;
  }

  get isOpen(): boolean {
    return this.#socket !== null;
  }

  say(message: object | string): void {
    this.#socket?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  drop(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }
}

/** Says something every `everyMs` from each of `sockets` until `until`; one that was closed comes back after a second. */
async function keepSaying(
  sockets: readonly Hostile[],
  everyMs: number,
  until: number,
  message: (socket: Hostile) => object | string,
): Promise<void> {
  await Promise.all(
    sockets.map(async (socket) => {
      for (let due = performance.now(); performance.now() < until; due += everyMs) {
        await sleep(Math.max(0, due - performance.now()));
        if (!socket.isOpen) {
          await sleep(1_000);
          due = performance.now();
          if (due > until) return;
          await socket.open();
        }
        socket.say(message(socket));
      }
    }),
  );
}

async function openAll(target: Target, count: number, query: string): Promise<Hostile[]> {
  const sockets = Array.from({ length: count }, () => new Hostile(target, query));
  for (const socket of sockets) await socket.open();
  return sockets;
}

const VIEWER = '&role=viewer&guest';

// A socket may send 1,000 operations a second; an edit for each version, as nobody else writes.
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
    // Over the limit of an operation, so an editor's is refused too.
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

const FLOODS: Flood[] = [
  {
    name: 'nobody else',
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

/** What so many readers cost who come one after the other, and then are told who is here. */
async function readers(target: Target, count: number): Promise<{ megabytes: number; cpu: number }> {
  const before = target.server.cpuSeconds;
  const all: LightWriter[] = [];
  for (let i = 0; i < count; i += 20) {
    const some = Array.from({ length: Math.min(20, count - i) }, (_, j) => {
      const user = `reader${String(i + j).padStart(4, '0')}000000000000`.slice(2);
      return new LightWriter({ ...target.door(0), user, path: target.socketPath(user) });
    });
    await Promise.all(some.map((reader) => reader.join()));
    all.push(...some);
  }
  await sleep(6_000);
  const megabytes = all.reduce((sum, { bytesIn }) => sum + bytesIn, 0) / 1e6;
  const cpu = target.server.cpuSeconds - before;
  for (const reader of all) {
    if (reader.closedWith !== null) throw new Error(`a reader was closed with ${reader.closedWith}`);
    reader.drop();
  }
  return { megabytes, cpu };
}

const INSERTED = 520_000;

/**
 * 600 versions that insert and delete 520 kB by turns, then an editor who joins behind all of them: the most memory that is
 * resident, beyond what the process had when it had just started.
 */
async function heavyHistory(target: Target): Promise<{ megabytes: number; received: number }> {
  const idle = target.server.peakMemory;
  await target.create([{ insert: 'Hello world\n' }]);
  const url = (user: number): string =>
    `http://${target.server.address}/document/${target.name}/edit?user=writer${String(user).padStart(2, '0')}00000000000000`;
  for (let baseVersion = 1; baseVersion <= 600; baseVersion++) {
    const delta = baseVersion % 2 === 1 ? [{ insert: 'x'.repeat(INSERTED) }] : [{ delete: INSERTED }];
    // Of many: one alone may not write so much within a minute.
    const response = await fetch(url(baseVersion % 40), {
      method: 'POST',
      body: JSON.stringify({ baseVersion, delta }),
    });
    const edited = (await response.json()) as { ok: boolean };
    if (!edited.ok) throw new Error(`an edit was not taken: ${JSON.stringify(edited)}`);
  }
  const late = new Hostile(target, '');
  await late.open(1);
  await sleep(15_000);
  const { received } = late;
  late.drop();
  return { megabytes: (target.server.peakMemory - idle) / 2 ** 20, received };
}

/** A person who types, and waits for each edit to come back before the next. */
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
