import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from './load/outcome.ts';
import type { Job } from './load/workloads.ts';
import type { Peer, PeerOptions } from './peer.ts';
import type { ListedPeer } from './peer-list.ts';
import { type PinnedProcess, startPinned } from './process-tree.ts';

/** The cores of the server, and of the load. */
export interface Cores {
  server: number;
  load: number;
}

const IN_MEMORY = '/dev/shm';
const ON_DISK = '/var/tmp';
// Short, because ShareDB and Hocuspocus repeat it in every message.
const DOCUMENT = 'd1';
const START_MS = 15_000;
const LOAD_MS = 420_000;
const MAIN = join(import.meta.dirname, 'load', 'main.ts');
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-old-space-size=6000'];
const ERROR_LENGTH = 600;

/** Runs a workload once on a fresh server, which it ends. Throws with what the server or the load said. */
export async function runOnce(
  peer: ListedPeer,
  work: Pick<Job, 'workload' | 'settings'>,
  cores: Cores,
): Promise<Outcome> {
  const folder = folderFor(peer.options);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const { command } = (await import(peer.adapter)) as Peer;
    const port = await freePorts();
    const started = await command({ port, folder, options: peer.options });
    const server = startPinned(started, { core: cores.server, cwd: folder });
    try {
      await Promise.race([listening(port), endsEarly(server)]);
      const { pid } = server;
      const { adapter, options } = peer;
      const job = { ...work, adapter, server: { port, pid, folder, document: DOCUMENT, options } };
      return await makeLoad(job, cores.load);
    } catch (error) {
      throw new Error(`${(error as Error).message} ${server.log.slice(-ERROR_LENGTH)}`.trim());
    } finally {
      await server.stop();
    }
  } finally {
    process.off('exit', remove);
    remove();
  }
}

// In memory unless a peer is about the disk: workerd syncs every commit, and a shared disk is all noise.
function folderFor({ disk = false }: PeerOptions): string {
  return mkdtempSync(join(disk ? ON_DISK : IN_MEMORY, 'collab-peers-'));
}

async function makeLoad(job: Job, core: number): Promise<Outcome> {
  let output = '';
  const command = [process.execPath, ...NODE_FLAGS, MAIN, JSON.stringify(job)];
  const load = startPinned(command, {
    core,
    cwd: import.meta.dirname,
    printed: (text) => {
      output += text;
    },
  });
  const late = setTimeout(() => load.stop(), LOAD_MS);
  try {
    const code = await load.ended;
    if (code !== 0) throw new Error(load.log.trim().slice(-ERROR_LENGTH) || `the load ended with ${code}`);
    return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Outcome;
  } finally {
    clearTimeout(late);
    await load.stop();
  }
}

async function endsEarly(server: PinnedProcess): Promise<never> {
  await server.ended;
  throw new Error('the server ended before it was ready');
}

async function listening(port: number): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) if (await accepts(port)) return;
  throw new Error('the server did not start');
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A free port whose next one is free too. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = await bind(0);
    if (port !== null && (await bind(port + 1)) !== null) return port;
  }
}

/** Binds a port (0: any) for a moment; null when it is taken. */
function bind(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(null))
      .listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : null));
      });
  });
}
