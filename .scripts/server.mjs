// The local platform: applies migrations, and runs `wrangler dev` on its own port and state.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { mustRun, sleep, start } from './processes.mjs';
import { digest, isStamped, node, ROOT, stamp, TOOL_ENV, tool, withLock } from './toolchain.mjs';

/** The port and the state directory in the environment. */
export function settings() {
  const port = Number(process.env.PORT ?? 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`PORT is not a port: ${process.env.PORT}`);
  const stateDir = process.env.STATE_DIR || join('.wrangler', 'state');
  return { port, stateDir: isAbsolute(stateDir) ? stateDir : resolve(ROOT, stateDir) };
}

/**
 * Applies the D1 migrations to the local database, unless this state directory has exactly these. A new directory
 * begins as a copy of one that was migrated before: `wrangler d1 migrations apply` starts a platform for each file.
 */
export async function migrateLocally(stateDir) {
  const folder = join(ROOT, 'migrations');
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  if (names.length === 0) return;
  const files = names.map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
  // The binding names the database's file, and this wrangler's platform creates it.
  const config =
    readFileSync(join(ROOT, 'wrangler.toml'), 'utf8').match(/\[\[d1_databases\]\][^[]*/)?.[0] ?? '';
  const wanted = digest([config, wranglerVersion(), ...files.flatMap(({ name, sql }) => [name, sql])]);
  const path = join(stateDir, 'migrations.stamp');
  await withLock('migrate', async () => {
    const isThere = existsSync(join(stateDir, 'v3'));
    if (isThere && isStamped(path, wanted)) return;
    if (isThere) {
      console.log('Applying migrations…');
      await wrangler('migrations', 'apply', 'DB', '--local', '--persist-to', stateDir);
    } else {
      // Renamed when it is complete: a partial copy would pass for a state of its own.
      const partial = join(stateDir, 'v3.partial');
      rmSync(partial, { recursive: true, force: true });
      cpSync(await migratedOnce(files, wanted), partial, { recursive: true });
      mkdirSync(stateDir, { recursive: true });
      renameSync(partial, join(stateDir, 'v3'));
    }
    stamp(path, wanted);
  });
}

function wranglerVersion() {
  return JSON.parse(readFileSync(join(ROOT, 'node_modules', 'wrangler', 'package.json'), 'utf8')).version;
}

/** An unused migrated state, to copy: created once for each set of migrations. */
async function migratedOnce(files, wanted) {
  const all = join(ROOT, '.wrangler', 'migrated');
  const kept = join(all, wanted.slice(0, 16));
  if (!existsSync(kept)) {
    console.log('Applying migrations…');
    rmSync(all, { recursive: true, force: true });
    const making = join(all, 'making');
    mkdirSync(making, { recursive: true });
    const path = join(making, 'all.sql');
    writeFileSync(
      path,
      [MIGRATIONS_TABLE, ...files.map(({ name, sql }) => `${sql}\n${noted(name)}`)].join('\n'),
    );
    await wrangler('execute', 'DB', '--local', '--persist-to', making, '--file', path);
    // Renamed when it is complete: a partial copy would pass for a migrated one.
    renameSync(join(making, 'v3'), kept);
    rmSync(making, { recursive: true, force: true });
  }
  return kept;
}

// The table in which `wrangler d1 migrations apply` records its progress, so that it continues from here.
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);`;
const noted = (name) => `INSERT INTO d1_migrations (name) VALUES ('${name}');`;

async function wrangler(...args) {
  const env = { ...TOOL_ENV, CI: '1' };
  await mustRun(node(), [tool('wrangler'), 'd1', ...args], { cwd: ROOT, quiet: true, env });
}

/** A port that is free now. */
export async function freePort() {
  for (;;) {
    // Below the ports that a system gives to connections: it stays free until it is used.
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (!(await isTaken(port))) return port;
  }
}

/** Names of wrangler.toml's `[vars]` that the environment may override. */
const SETTINGS = [
  'ALLOWED_ORIGINS',
  'APP_ORIGIN',
  'ADMIN_EMAILS',
  'MAIL_FROM',
  'MAIL_HTTP_URL',
  'OIDC_PROVIDERS',
  'LIMITS',
];
const OPTIONAL_SECRETS = ['MAIL_HTTP_TOKEN', 'OIDC_CLIENT_SECRETS'];

/**
 * Settings from the environment, before `.dev.vars`; APP_ORIGIN is this server's address unless they set it: mails
 * never take it from a request. Includes optional secrets of `.dev.vars`: wrangler reads only those that wrangler.toml
 * requires.
 */
function localVars(port) {
  const path = join(ROOT, '.dev.vars');
  const written = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  const values = [
    ['APP_ORIGIN', written.APP_ORIGIN || `http://localhost:${port}`],
    ...SETTINGS.map((name) => [name, process.env[name]]),
    ...OPTIONAL_SECRETS.map((name) => [name, process.env[name] ?? written[name]]),
  ];
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== ''));
}

/**
 * Starts `wrangler dev`. Its registry and inspector are its own, so that several run side by side. With the path of a
 * `bundle` it runs that; without, it bundles the sources, and again on every change.
 */
export async function startServer({ port, stateDir, bundle, logLevel = 'warn' }) {
  const args = [
    tool('wrangler'),
    'dev',
    ...(bundle === undefined ? [] : [bundle, '--no-bundle']),
    '--port',
    String(port),
    '--persist-to',
    stateDir,
    '--inspector-port',
    String(await freePort()),
    '--show-interactive-dev-session=false',
    '--log-level',
    logLevel,
    ...Object.entries(localVars(port)).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ];
  const env = { ...TOOL_ENV, WRANGLER_REGISTRY_PATH: join(stateDir, 'registry') };
  return start(node(), args, { cwd: ROOT, env });
}

/** Resolves when the server responds; rejects when its process ends first. */
export async function untilReady(port, child) {
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  for (;;) {
    if (ended) throw new Error('The server ended before it was ready.');
    if (await answers(port)) return;
    await sleep(100);
  }
}

/** Whether our Worker responds on this port. */
export async function answers(port) {
  try {
    const response = await fetch(`http://localhost:${port}/healthz`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether another program listens on the port. */
export function isTaken(port) {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(true));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(false)));
  });
}
