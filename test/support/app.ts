import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..', '..');
const READY_MS = 120_000;

/** The app as started by a person, on a port and a state directory of its own. */
export interface RunningApp {
  port: number;
  /** The directory of its databases. */
  stateDir: string;
  /** Ends all its processes and removes its state. */
  stop(): Promise<void>;
}

/**
 * Builds the web app, applies the migrations, starts `wrangler dev`; resolves when it responds. `env`: its settings.
 */
export async function startApp(
  options: { port?: number; env?: Record<string, string> } = {},
): Promise<RunningApp> {
  const port = options.port ?? (await freePort());
  const stateDir = await mkdtemp(join(tmpdir(), 'app-'));
  const { child, ready } = launch(port, stateDir, options.env);
  const stop = async (): Promise<void> => {
    await endGroup(child);
    await rm(stateDir, { recursive: true, force: true });
  };
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stateDir, stop };
}

/** Starts the app on a port and a state directory, in a process group of its own; `ready` resolves when it responds. */
export function launch(
  port: number,
  stateDir: string,
  env: Record<string, string> = {},
): { child: ChildProcess; ready: Promise<void> } {
  const child = spawn(process.execPath, [join(ROOT, '.scripts', 'start.mjs')], {
    cwd: ROOT,
    // Its whole process group can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      STATE_DIR: stateDir,
      BUNDLED: '1',
      WRANGLER_SEND_METRICS: 'false',
      ...env,
    },
  });
  const output: string[] = [];
  child.stdout.on('data', (data) => output.push(String(data)));
  child.stderr.on('data', (data) => output.push(String(data)));
  return { child, ready: untilPrinted(child, output, 'Ready: ') };
}

function untilPrinted(child: ChildProcess, output: string[], text: string): Promise<void> {
  return new Promise((done, failed) => {
    const fail = (why: string) => failed(new Error(`${why}\n${output.join('')}`));
    const timer = setTimeout(() => fail('The app was not ready in time.'), READY_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`The app ended with ${code} before it was ready.`);
    });
    child.stdout?.on('data', () => {
      if (!output.join('').includes(text)) return;
      clearTimeout(timer);
      done();
    });
  });
}

/** Sends SIGTERM to the whole group of a launched app, and SIGKILL after 10 s. */
export function endGroup(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.pid === undefined) return done();
    const { pid } = child;
    const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), 10_000);
    child.once('exit', () => {
      clearTimeout(timer);
      done();
    });
    process.kill(-pid, 'SIGTERM');
  });
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  for (;;) {
    // Below the ports that a system gives to connections: it stays free until it is used.
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, 'localhost', () => probe.close(() => done(true)));
  });
}
