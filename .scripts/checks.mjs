// All parts of `npm test` other than vitest's tests: each is one check, with a name and a way to run.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { node, ROOT, TOOL_ENV, tool } from './toolchain.mjs';

/** The allowed files at the top of the repository, except dotfiles. */
const TOP_LEVEL = new Set([
  ...['wrangler.toml', 'package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'LICENSE'],
  ...['src', 'durable-objects', 'migrations', 'web', 'test', 'docs', 'findings', 'node_modules'],
]);

/** The product's, and that of the servers it is measured beside. */
const LOCK_FILES = ['package-lock.json', 'test/bench/peers/package-lock.json'];

/** Types, lint and the allowed content of the repository. `run` resolves to {code, output}. */
export function checks() {
  return [
    { name: 'layout of the repository', run: async () => report(strayFiles()) },
    { name: 'lock files serve every platform', run: async () => report(LOCK_FILES.flatMap(lockFileFaults)) },
    // It includes all of src, and would otherwise run alone at the end.
    ...tsconfigs()
      .sort((one, other) => Number(other.startsWith('test/workers')) - Number(one.startsWith('test/workers')))
      .map((path) => ({
        name: `types of ${path}`,
        // Two checks run at a time. Each checker computes most types for itself, so several in one take twice the CPU.
        run: () => call('typescript', 'tsc', ['-p', path, '--checkers', '1']),
      })),
    {
      name: 'format, lint, import law',
      run: () => call('@biomejs/biome', 'biome', ['ci', '--colors=off', '.']),
    },
    { name: 'types of the bindings are up to date', run: () => script('types.mjs', '--check') },
    { name: 'types of the API are up to date', run: () => script('api.mjs', '--check') },
  ];
}

/** A dry run of the deployment, for each environment. */
export function deployments() {
  return ['', 'staging', 'production'].map((env) => ({
    name: `deploy --dry-run (${env || 'local'})`,
    run: () => dryRun(env),
  }));
}

function call(packageName, binName, args) {
  return run(node(), [tool(packageName, binName), ...args], { cwd: ROOT, env: TOOL_ENV, quiet: true });
}

function script(name, ...args) {
  return run(node(), [join(ROOT, '.scripts', name), ...args], { cwd: ROOT, env: TOOL_ENV, quiet: true });
}

async function dryRun(env) {
  const outdir = join('.wrangler', 'dry-run', env || 'local');
  const done = await call('wrangler', 'wrangler', ['deploy', '--dry-run', '--env', env, '--outdir', outdir]);
  return done.code === 0 ? report(bundleFaults(join(ROOT, outdir, 'worker.js'))) : done;
}

// src/platform/zod keeps them out, by names that another version of zod may give up.
function bundleFaults(path) {
  const languages = readFileSync(path, 'utf8').match(/zod\/v4\/locales\/[\w-]+/g) ?? [];
  return languages.length <= 1 ? [] : [`the Worker has ${languages.length} languages of zod's messages`];
}

function report(faults) {
  return { code: faults.length === 0 ? 0 : 1, output: faults.map((fault) => `${fault}\n`).join('') };
}

/** Every tsconfig.json except the root's, which only holds shared settings. */
function tsconfigs(folder = '') {
  const found = [];
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) {
      found.push(...tsconfigs(path));
    } else if (folder !== '' && entry.name === 'tsconfig.json') found.push(path);
  }
  return found;
}

function strayFiles() {
  const names = readdirSync(ROOT).filter((name) => !name.startsWith('.') && !TOP_LEVEL.has(name));
  return names.map((name) => `${name} does not belong at the top of the repository`);
}

/**
 * `npm ci` refuses a lock file that lacks an optional package for another platform, and one that names a registry works
 * only with that registry.
 */
function lockFileFaults(lockFile) {
  const { packages } = JSON.parse(readFileSync(join(ROOT, lockFile), 'utf8'));
  const names = new Set(
    Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
  );
  return Object.entries(packages).flatMap(([path, { resolved, optionalDependencies = {} }]) => [
    ...(resolved ? [`${lockFile}: ${path} names a registry`] : []),
    ...Object.keys(optionalDependencies)
      .filter((name) => !names.has(name))
      .map((name) => `${lockFile}: ${path} lacks ${name}`),
  ]);
}
