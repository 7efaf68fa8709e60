// Child processes that never outlive us: started in our own process group (so that killing the group kills all), and
// ended by id, with all their descendants.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const IS_WINDOWS = process.platform === 'win32';

/** Every process as [pid, parent's pid]; `/proc` first, because slim images lack `ps`. */
function processTable() {
  if (process.platform === 'linux') {
    const table = [];
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The command's name is in parentheses and may contain spaces: fields are counted from its end.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (fields[0] !== 'Z') table.push([Number(name), Number(fields[1])]);
      } catch {
        // It ended during the scan.
      }
    }
    return table;
  }
  if (IS_WINDOWS) return [];
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/).map(Number));
}

/** The ids of all descendants of `pid`. */
export function descendants(pid) {
  const table = processTable();
  const found = [];
  const queue = [pid];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    for (const [child, itsParent] of table) {
      if (itsParent !== parent) continue;
      found.push(child);
      queue.push(child);
    }
  }
  return found;
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Ends a child and its whole tree: SIGTERM first, SIGKILL after `patience` ms. Resolves when all of it is gone. */
export async function endTree(child, patience = 4000) {
  if (child.pid === undefined) return;
  if (IS_WINDOWS) {
    try {
      execFileSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    } catch {
      // It has ended already.
    }
    return;
  }
  // Listed before the parent ends: an orphan could not be traced to us afterwards.
  const tree = [child.pid, ...descendants(child.pid)];
  const alive = () => tree.filter((pid) => isAlive(pid));
  for (const pid of tree) signal(pid, 'SIGTERM');
  for (const deadline = Date.now() + patience; alive().length > 0 && Date.now() < deadline; ) await sleep(25);
  for (const pid of alive()) {
    for (const grandchild of descendants(pid)) signal(grandchild, 'SIGKILL');
    signal(pid, 'SIGKILL');
  }
  for (const deadline = Date.now() + 2000; alive().length > 0 && Date.now() < deadline; ) await sleep(25);
}

/** Whether a process exists and is not a zombie. */
export function isAlive(pid) {
  if (!signal(pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** Resolves after `ms`. */
export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Starts a command in our process group. `stdin` is never inherited: a tool must not wait for a key press. */
export function start(command, args, options = {}) {
  return spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
}

/** Runs a command to its end; resolves to its exit code and its output, which is also printed unless `quiet`. */
export function run(command, args, { quiet = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    options.onStart?.(child);
    let output = '';
    for (const [stream, target] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
        if (!quiet) target.write(text);
      });
    }
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code, killedBy) => resolve({ code: code ?? (killedBy ? 1 : 0), output }));
  });
}

/** As `run`, but on failure prints the output and ends the program. */
export async function mustRun(command, args, options = {}) {
  const result = await run(command, args, options);
  if (result.code === 0) return result.output;
  if (options.quiet) process.stderr.write(result.output);
  throw new Error(`${command} ${args.join(' ')} failed (${result.code})`);
}

/**
 * Calls `end` once on SIGTERM, SIGINT or SIGHUP, and when the npm that started us is gone: a killed npm forwards no
 * signal.
 */
export function onEnd(end) {
  let ending = false;
  const once = () => {
    if (ending) return;
    ending = true;
    end();
  };
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, once);
  if (!process.env.npm_lifecycle_event || IS_WINDOWS) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) once();
  }, 500).unref();
}
