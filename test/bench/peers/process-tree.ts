import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
// @ts-expect-error: a script, without types
import { descendants, endTree } from '../../../.scripts/processes.mjs';

const PATIENCE_MS = 250;
const LOG_LENGTH = 20_000;

/** A process that runs on one core. */
export interface PinnedProcess {
  readonly pid: number;
  /** The end of what it has printed. */
  readonly log: string;
  /** Resolves to its exit code, null when it was killed. */
  readonly ended: Promise<number | null>;
  /** Ends it and all its descendants. */
  stop(): Promise<void>;
}

/** Starts a command on one core; `printed` is called with everything on its standard output. */
export function startPinned(
  command: readonly string[],
  options: { core: number; cwd: string; printed?: (text: string) => void },
): PinnedProcess {
  const { core, cwd, printed } = options;
  // taskset replaces itself by the command, so its id is the command's.
  const child = spawn('taskset', ['-c', String(core), ...command], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-LOG_LENGTH);
      if (stream === child.stdout) printed?.(text);
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  return {
    pid: child.pid ?? 0,
    ended,
    get log() {
      return log;
    },
    async stop() {
      await endTree(child, PATIENCE_MS);
      process.off('exit', kill);
    },
  };
}

/** CPU seconds used so far by all threads of a process and its descendants. */
export function cpuSeconds(pid: number): number {
  let nanoseconds = 0;
  for (const id of [pid, ...(descendants(pid) as number[])]) {
    for (const thread of ifAlive(() => readdirSync(`/proc/${id}/task`), [])) {
      // Nanoseconds, but of one thread: the ticks of /proc/<pid>/stat are 10 ms each.
      const path = `/proc/${id}/task/${thread}/schedstat`;
      nanoseconds += Number(ifAlive(() => readFileSync(path, 'utf8'), '0').split(' ')[0]);
    }
  }
  return nanoseconds / 1e9;
}

/** The peak of resident memory of a process and its descendants, together, in MiB. */
export function peakMemoryMiB(pid: number): number {
  let kilobytes = 0;
  for (const id of [pid, ...(descendants(pid) as number[])]) {
    const status = ifAlive(() => readFileSync(`/proc/${id}/status`, 'utf8'), '');
    kilobytes += Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}

/** What `read` returns, or `otherwise` for a process that ended meanwhile. */
function ifAlive<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
