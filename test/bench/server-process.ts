import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
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
    mkdirSync(join(folder, 'storage'));
    bundle(folder);
    const port = await freePort();
    const server = new ServerProcess(folder, port, core);
    writeFileSync(join(folder, 'config.capnp'), config(port));
    writeFileSync(join(folder, 'queue.js'), QUEUE);
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
    const workerd = join(ROOT, 'node_modules', 'workerd', 'bin', 'workerd');
    const binary = nativeBinary() ?? workerd;
    const args = ['serve', '--experimental', join(this.folder, 'config.capnp')];
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

// The wrapper in workerd/bin is a Node script: the server would be its child, and we would measure the wrapper's CPU.
function nativeBinary(): string | null {
  const scope = join(ROOT, 'node_modules', '@cloudflare');
  const name = readdirSync(scope).find((entry) => entry.startsWith('workerd-'));
  return name === undefined ? null : join(scope, name, 'bin', 'workerd');
}

function bundle(folder: string): void {
  const wrangler = join(ROOT, 'node_modules', 'wrangler', 'bin', 'wrangler.js');
  const configPath = join(ROOT, 'test', 'bench', 'worker', 'wrangler.toml');
  const args = [wrangler, 'deploy', '--dry-run', '--outdir', join(folder, 'bundle'), '--config', configPath];
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: '1' };
  execFileSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

// A queue that accepts every message and delivers none. It must read what it is sent, or sending never ends.
const QUEUE = `const metrics = { backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: 0 };
export default {
  async fetch(request) {
    await request.arrayBuffer();
    return Response.json({ metadata: { metrics } });
  },
};
`;

function config(port: number): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  # As much as an isolate has on the platform; without a bound V8 lets garbage lie.
  v8Flags = ["--max-heap-size=128"],
  services = [
    (name = "main", worker = .main),
    (name = "queue", worker = .queue),
    (name = "storage", disk = (path = "storage", writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [(name = "server.js", esModule = embed "bundle/server.js")],
  compatibilityDate = "2026-10-23",
  durableObjectNamespaces = [
    (className = "Document", uniqueKey = "document", enableSql = true),
    (className = "BareObject", uniqueKey = "bare", enableSql = true),
    (className = "Relay", uniqueKey = "relay", enableSql = true),
    (className = "UserChannel", uniqueKey = "user-channel", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [
    (name = "DOCUMENT", durableObjectNamespace = "Document"),
    (name = "BARE", durableObjectNamespace = "BareObject"),
    (name = "RELAY", durableObjectNamespace = "Relay"),
    (name = "USER_CHANNEL", durableObjectNamespace = "UserChannel"),
    (name = "DOCUMENT_CHANGES", queue = "queue"),
    (name = "DOCUMENT_SNAPSHOTS", queue = "queue"),
    (name = "URL_SIGNING_KEY", text = "a key for the benchmark alone"),
    (name = "ACCESS_TOKEN_KEYS", text = "[]"),
    (name = "LIMITS", text = ""),
  ],
);

const queue :Workerd.Worker = (
  modules = [(name = "queue.js", esModule = embed "queue.js")],
  compatibilityDate = "2026-10-23",
);
`;
}
