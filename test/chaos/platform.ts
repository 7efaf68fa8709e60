import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endGroup, freePort, launch } from '../support/app.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
// One reviewer writes here as much in a minute as a person in an hour.
const LIMITS = JSON.stringify({ commentsPerUserAndDocumentAndHour: 1_000_000 });

/**
 * The whole local platform, as `npm start` starts it: it can be killed at any moment and started again on its storage.
 */
export class Platform {
  readonly port: number;
  readonly #stateDir: string;
  #child: ChildProcess | null = null;

  private constructor(port: number, stateDir: string) {
    this.port = port;
    this.#stateDir = stateDir;
  }

  /** A new platform, not started yet. */
  static async create(): Promise<Platform> {
    return new Platform(await freePort(), await mkdtemp(join(tmpdir(), 'chaos-')));
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** Starts it; resolves when it responds. Returns false when it was killed before. */
  async start(): Promise<boolean> {
    const { child, ready } = launch(this.port, this.#stateDir, { LIMITS });
    this.#child = child;
    try {
      await ready;
      return true;
    } catch (error) {
      if (this.#child !== child) return false;
      throw error;
    }
  }

  /** Sends SIGKILL to all its processes at once. Resolves when they are gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.pid === undefined) return;
    const ended = new Promise<void>((done) => {
      if (child.exitCode !== null || child.signalCode !== null) done();
      else child.once('exit', () => done());
    });
    const group = -child.pid;
    process.kill(group, 'SIGKILL');
    await ended;
    // The leader is gone; the port is free once the others are.
    while (isAlive(group)) await new Promise((done) => setTimeout(done, 5));
  }

  /** Ends it and removes its storage. */
  async remove(): Promise<void> {
    if (this.#child !== null) await endGroup(this.#child);
    this.#child = null;
    await rm(this.#stateDir, { recursive: true, force: true });
  }

  /** The operator's token. */
  async adminToken(): Promise<string> {
    const secrets = await readFile(join(ROOT, '.dev.vars'), 'utf8');
    const token = /^ADMIN_TOKEN='(.+)'$/m.exec(secrets)?.[1];
    if (token === undefined) throw new Error('.dev.vars has no ADMIN_TOKEN');
    return token;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
