// Installs the modules and the Node that run our tools; needs only Node 20 and npm.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive, mustRun, run, sleep } from './processes.mjs';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const BIN = join(ROOT, 'node_modules', '.bin');

const ACCOUNT = /^(CLOUDFLARE|CF)_(API_TOKEN|API_KEY|EMAIL|ACCOUNT_ID)$/;

/** The environment of this process without an account's credentials: no install script and no build needs them. */
export const WITHOUT_ACCOUNT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !ACCOUNT.test(name)),
);

/** The environment for our tools: our binaries first, no account, and no prompts or telemetry. */
export const TOOL_ENV = {
  ...WITHOUT_ACCOUNT,
  PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`,
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  DO_NOT_TRACK: '1',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
};

/** The same for commands that act on the account. */
export const ACCOUNT_ENV = { ...process.env, ...TOOL_ENV };

/** Runs `work` while no other process of this clone does: parallel starts must not install over each other. */
export async function withLock(name, work) {
  mkdirSync(join(ROOT, '.wrangler'), { recursive: true });
  const path = join(ROOT, '.wrangler', `${name}.lock`);
  while (!tryLock(path)) await sleep(100);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

// Takes the lock at `path`, unless a living process has it. Only the holder of a second lock removes that of a dead
// process, after another look: by then a faster process may have taken it, and the file is that process's.
function tryLock(path) {
  if (create(path)) return true;
  const second = `${path}.stale`;
  if (!isStale(path) || !tryLock(second)) return false;
  if (isStale(path)) rmSync(path, { force: true });
  rmSync(second, { force: true });
  return create(path);
}

function create(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function isStale(path) {
  // An empty file belongs to a holder between its open and its write.
  const holder = Number(readOr(path, '0'));
  return holder !== 0 && !isAlive(holder);
}

function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

/** Whether the installed packages match package-lock.json (except packages for other platforms). */
export function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(
      readFileSync(join(ROOT, 'node_modules', '.package-lock.json'), 'utf8'),
    ).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === '' || (present[path] ? present[path].version === version : optional === true),
    );
  } catch {
    return false;
  }
}

/** Installs the packages of package-lock.json, if they are missing. */
export async function ensureInstalled() {
  await withLock('install', async () => {
    if (!isInstalled()) {
      console.log('Installing packages…');
      const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
      await mustRun(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: ROOT,
        shell: process.platform === 'win32',
        env: { ...WITHOUT_ACCOUNT, npm_config_update_notifier: 'false' },
      });
    }
    if (!bundledNode() && !isNewEnough()) await installNode();
  });
}

const NODE_NAME = process.platform === 'win32' ? 'node.exe' : 'node';

function bundledNode() {
  const path = join(ROOT, 'node_modules', 'node', 'bin', NODE_NAME);
  return existsSync(path) ? path : null;
}

/** Whether this Node is new enough for the tools. */
export function isNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/** npm may refuse to run install scripts; on an old Node the `node` package's is the one that we need. */
async function installNode() {
  console.log('Fetching Node…');
  await run(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: join(ROOT, 'node_modules', 'node'),
    env: WITHOUT_ACCOUNT,
    quiet: true,
  });
  if (!bundledNode()) {
    throw new Error(
      `The tools need Node 22.12 or newer, this is ${process.versions.node}. Allow npm to run the install script of the ` +
        'package "node" (npm rebuild node), or use a newer Node.',
    );
  }
}

/** The Node that runs our tools: the bundled one, or the current one when it is new enough. */
export function node() {
  return bundledNode() ?? process.execPath;
}

/** A tool's arguments for `node()`, so that no shell and no `.cmd` shim comes between us and the process. */
export function tool(packageName, binName = packageName) {
  const require = createRequire(join(ROOT, 'package.json'));
  const manifestPath = join(ROOT, 'node_modules', packageName, 'package.json');
  const { bin } = require(manifestPath);
  return join(ROOT, 'node_modules', packageName, typeof bin === 'string' ? bin : bin[binName]);
}

/** A digest that changes when any of `texts` does. */
export function digest(texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex');
}

/** Path, size and time of every file under these paths: cheaper than contents, and wrong only in the safe direction. */
export function sourceDigest(paths) {
  const facts = [];
  const visit = (path) => {
    const facet = statSync(join(ROOT, path), { throwIfNoEntry: false });
    if (!facet) return;
    if (!facet.isDirectory()) {
      facts.push(`${path} ${facet.size} ${facet.mtimeMs}`);
      return;
    }
    for (const name of readdirSync(join(ROOT, path)).sort()) {
      if (name !== 'dist' && name !== 'node_modules') visit(`${path}/${name}`);
    }
  };
  for (const path of paths) visit(path);
  return digest(facts);
}

/** Whether the stamp at `path` equals `value`. */
export function isStamped(path, value) {
  return readOr(path, '') === value;
}

/** Writes `value` as the stamp at `path`. */
export function stamp(path, value) {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, value);
}
