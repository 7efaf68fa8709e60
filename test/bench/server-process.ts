import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleDocument, prepareDocument, ROOT, serveArguments, workerdBinary } from './document-worker.ts';

const TICKS_PER_SECOND = 100;

/** Bare workerd with the real Document class: no development proxy in between, storage in memory-backed files. */
export class ServerProcess {
  readonly folder: string;
  readonly port: number;
  readonly #core: number | null;
  #child: ChildProcess | null = null;

  private constructor(folder: string, port: number, core: number | null) {
    this.folder = folder;
    this.port = port;
    this.#core = core;
  }

  /** Bundles the server as a deployment would, and starts it. `core` pins it to that core, null does not. */
  static async start(core: number | null): Promise<ServerProcess> {
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'collab-bench-'));
    bundleDocument(folder, ROOT);
    const port = await freePort();
    const server = new ServerProcess(folder, port, core);
    prepareDocument(folder, port);
    await server.#spawn();
    // Signals that end this process end the server too.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
    process.once('exit', () => {
      server.#child?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    return server;
  }

  /** `host:port`. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** The number of Documents that this process has constructed; asking wakes none. */
  async objectsConstructed(): Promise<number> {
    return (await (await fetch(`http://${this.address}/constructed`)).json()) as number;
  }

  /** CPU seconds used by the server, all its threads together; NaN without /proc. */
  get cpuSeconds(): number {
    if (process.platform !== 'linux') return Number.NaN;
    const stat = readFileSync(`/proc/${this.#child?.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** The peak of resident memory since its start, in bytes; NaN without /proc. */
  get peakMemory(): number {
    if (process.platform !== 'linux') return Number.NaN;
    const status = readFileSync(`/proc/${this.#child?.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }

  /** Kills the process outright and starts it again on the same storage: every object is cold. */
  async restart(): Promise<void> {
    await this.#kill();
    await this.#spawn();
  }

  /** Restarts with empty storage: no alarm of an earlier document disturbs the next measurement. */
  async fresh(): Promise<void> {
    await this.#kill();
    rmSync(join(this.folder, 'storage'), { recursive: true });
    mkdirSync(join(this.folder, 'storage'));
    await this.#spawn();
  }

  /** Ends the process and removes its storage. */
  async stop(): Promise<void> {
    await this.#kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #spawn(): Promise<void> {
    const binary = workerdBinary(ROOT);
    const args = serveArguments(this.folder);
    const pinned = this.#core !== null;
    const [command, commandArgs] = pinned
      ? ['taskset', ['-c', String(this.#core), binary, ...args]]
      : [binary, args];
    const child = spawn(command, commandArgs, { cwd: this.folder, stdio: ['ignore', 'inherit', 'inherit'] });
    this.#child = child;
    let ended = false;
    child.once('exit', () => {
      ended = true;
    });
    for (;;) {
      if (ended) throw new Error('workerd ended before it was ready');
      try {
        if ((await fetch(`http://${this.address}/`)).ok) return;
      } catch {
        await sleep(20);
      }
    }
  }

  async #kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
