// npm run deploy [-- --env staging|production]: creates what is missing in the account, migrates the database, deploys
// the Worker. `--preview N` creates a separate environment for a pull request, `--preview N --remove` deletes it.
// `--preview N --from DIR` deploys the output of `npm run build -- --out DIR` from elsewhere: none of its code runs
// here.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accountOf, appOriginOf, jsonIn, workersDevName } from './app-origin.mjs';
import { mustRun, run } from './processes.mjs';
import { makeSecret, SECRET_NAMES } from './secrets.mjs';
import { ACCOUNT_ENV, ensureInstalled, isNewEnough, node, ROOT, tool } from './toolchain.mjs';
import { ensureWebApp } from './web.mjs';

const { values } = parseArgs({
  options: {
    env: { type: 'string', default: 'production' },
    preview: { type: 'string' },
    from: { type: 'string' },
    remove: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
});

await ensureInstalled();
// Wrangler, whose reader of wrangler.toml is used below, does not load in an older Node.
if (!isNewEnough()) {
  const again = spawnSync(node(), [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exit(again.status ?? 1);
}

if (!['staging', 'production'].includes(values.env))
  fail(`--env is staging or production, not ${values.env}`);
if (values.preview !== undefined && !/^\d+$/.test(values.preview))
  fail('--preview takes the number of a pull request');

if (values.from !== undefined && values.preview === undefined) fail('--from goes with --preview');

// Loaded only now: a fresh clone has no wrangler when this program begins.
const { experimental_readRawConfig, unstable_readConfig } = await import('wrangler');

const selection =
  values.preview === undefined ? ['--env', values.env] : ['--config', previewConfig(values.preview)];
const config =
  values.preview === undefined
    ? unstable_readConfig({ config: join(ROOT, 'wrangler.toml'), env: values.env })
    : unstable_readConfig({ config: selection[1] });

// Every dead-letter queue has its own consumer.
const queues = [
  ...new Set([...config.queues.producers, ...config.queues.consumers].map(({ queue }) => queue)),
];
const resources = [
  ...queues.map((name) => ({ kind: ['queues'], name, drop: ['delete', name] })),
  ...config.d1_databases.map(({ database_name: name }) => ({
    kind: ['d1'],
    name,
    drop: ['delete', name, '-y'],
  })),
  ...config.r2_buckets.map(({ bucket_name: name }) => ({
    kind: ['r2', 'bucket'],
    name,
    drop: ['delete', name],
  })),
];

try {
  if (values['dry-run']) console.log([config.name, ...resources.map(({ name }) => name)].join('\n'));
  else if (values.remove) await remove();
  else await deploy();
} catch (error) {
  fail(error.message);
}

async function deploy() {
  if (values.from === undefined) await ensureWebApp();
  const origin = await appOriginOf(config, askSubdomain);
  console.log(`The app is at ${origin}; links in mails lead there.`);
  for (const { kind, name } of resources) {
    const found = await wrangler([...kind, 'info', name], { quiet: true });
    if (found.code === 0) continue;
    console.log(`Creating ${kind.join(' ')} ${name}`);
    await mustWrangler([...kind, 'create', name]);
  }
  for (const { database_name } of config.d1_databases) {
    await mustWrangler(['d1', 'migrations', 'apply', database_name, '--remote', ...selection]);
  }
  const secrets = await missingSecrets();
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  try {
    const file = join(folder, 'secrets.json');
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    const withSecrets = Object.keys(secrets).length > 0 ? ['--secrets-file', file] : [];
    await mustWrangler(['deploy', ...selection, '--var', `APP_ORIGIN:${origin}`, ...withSecrets]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The account's name on workers.dev, by wrangler's credentials. */
async function askSubdomain() {
  const configured = process.env.CLOUDFLARE_ACCOUNT_ID ?? config.account_id;
  const whoami = configured ? {} : await askWrangler(['whoami', '--json']);
  return workersDevName(await askWrangler(['auth', 'token', '--json']), accountOf(configured, whoami));
}

/** The JSON output of a wrangler command. It is never printed: it may be a credential. */
async function askWrangler(args) {
  const { code, output } = await wrangler(args, { quiet: true });
  if (code !== 0) throw new Error(`wrangler ${args[0]} failed: sign in with npx wrangler login.`);
  return jsonIn(output);
}

/**
 * New values for the secrets that the deployed Worker lacks. Existing ones stay: they have signed tokens that are in
 * use.
 */
async function missingSecrets() {
  const listed = await wrangler(['secret', 'list', '--format', 'json', ...selection], { quiet: true });
  const start = listed.output.indexOf('[');
  // A Worker that was never deployed has none; any other failure would replace keys that are in use.
  if (listed.code !== 0 && !/not exist|not found|10007/i.test(listed.output)) throw new Error(listed.output);
  const present = new Set(
    listed.code === 0 ? JSON.parse(listed.output.slice(start)).map(({ name }) => name) : [],
  );
  const missing = SECRET_NAMES.filter((name) => !present.has(name));
  if (missing.length > 0) console.log(`Generating secrets: ${missing.join(', ')}`);
  return Object.fromEntries(missing.map((name) => [name, makeSecret(name)]));
}

/** Deletes everything, each part after all that refers to it; a missing part is no error. */
async function remove() {
  if (values.preview === undefined) throw new Error('--remove is for previews only');
  await wrangler(['delete', '--force', ...selection]);
  for (const { kind, drop } of resources) await wrangler([...kind, ...drop]);
}

/** The local environment of wrangler.toml with names of its own, in a file that git ignores. */
function previewConfig(number) {
  const { rawConfig } = experimental_readRawConfig({ config: join(ROOT, 'wrangler.toml') });
  const { env, ...raw } = rawConfig;
  const own = (name) => `${name}-pr-${number}`;
  const preview = {
    ...raw,
    name: own(raw.name),
    vars: { ...raw.vars, ENVIRONMENT: 'preview' },
    triggers: { crons: [] },
    ...(values.from !== undefined && built(raw)),
    d1_databases: raw.d1_databases.map((one) => ({
      ...one,
      database_name: own(one.database_name),
      ...(values.from !== undefined && { migrations_dir: join(resolve(values.from), 'migrations') }),
    })),
    r2_buckets: raw.r2_buckets.map((one) => ({ ...one, bucket_name: own(one.bucket_name) })),
    queues: {
      producers: raw.queues.producers.map((one) => ({ ...one, queue: own(one.queue) })),
      consumers: raw.queues.consumers.map((one) => ({
        ...one,
        queue: own(one.queue),
        ...(one.dead_letter_queue && { dead_letter_queue: own(one.dead_letter_queue) }),
      })),
    },
  };
  const path = join(ROOT, '.wrangler.preview.json');
  writeFileSync(path, JSON.stringify(preview, null, 2));
  return path;
}

/** The Worker and the web app as built elsewhere. */
function built({ assets }) {
  const from = resolve(values.from);
  return {
    main: join(from, 'worker', 'worker.js'),
    no_bundle: true,
    assets: { ...assets, directory: join(from, 'web') },
  };
}

function wrangler(args, options = {}) {
  return run(node(), [tool('wrangler'), ...args], {
    cwd: ROOT,
    env: { ...ACCOUNT_ENV, CI: '1' },
    ...options,
  });
}

function mustWrangler(args) {
  return mustRun(node(), [tool('wrangler'), ...args], { cwd: ROOT, env: { ...ACCOUNT_ENV, CI: '1' } });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
