// npm test: every check and every test, from a fresh clone. `npm test -- unit test/browser/caret.test.ts` runs only those.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checks, deployments } from './checks.mjs';
import { ensureChromium } from './chromium.mjs';
import { onEnd } from './processes.mjs';
import { endSuites, runSuite } from './suites.mjs';
import { ensureInstalled, ROOT } from './toolchain.mjs';
import { ensureWebApp } from './web.mjs';

const SUITES = ['unit', 'simulation', 'workers', 'chaos', 'browser'];
const PARTS = ['checks', 'deploy', ...SUITES];

const asked = process.argv.slice(2).map(partOf);
const wanted = new Set(asked.length > 0 ? asked.map(({ name }) => name) : PARTS);

/** A part by its name, or by the path of a file or a folder of its tests: `unit`, `test/unit/protocol`. */
function partOf(argument) {
  const path = argument.replace(/^(\.\/)?(test\/)?/, '').replace(/\/$/, '');
  const name = path.split('/')[0];
  if (!PARTS.includes(name) || (path !== name && !existsSync(join(ROOT, 'test', path)))) {
    console.error(`No such part or path: ${argument}. There are: ${PARTS.join(', ')}, and paths in test.`);
    process.exit(2);
  }
  return { name, path: path === name ? null : path };
}

/** The requested paths of a suite: all of it when there is none, or when the whole suite was requested. */
function pathsOf(suiteName) {
  const paths = asked.filter(({ name }) => name === suiteName).map(({ path }) => path);
  // vitest matches any file whose path contains this text: a folder ends in a slash, or `routes` would run `routes-of`
  // too.
  return paths.includes(null) ? [] : paths.map((path) => wholePath(join(ROOT, 'test', path)));
}

function wholePath(path) {
  return statSync(path).isDirectory() ? join(path, '/') : path;
}

const total = { passed: 0, failed: 0 };

onEnd(async () => {
  await endSuites();
  process.exit(130);
});

function tell({ name, passed, failed, output, since }) {
  total.passed += passed;
  total.failed += failed;
  const seconds = ((Date.now() - since) / 1000).toFixed(1);
  console.log(`${failed === 0 ? '✓' : '✗'} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
  if (failed > 0) console.log(output.trimEnd());
}

async function check({ name, run: runCheck }) {
  const since = Date.now();
  const { code, output } = await runCheck();
  tell({ name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output, since });
}

/** Runs `tasks` with at most two at a time, in order. */
async function inPairs(tasks) {
  const queue = [...tasks];
  const lane = async () => {
    for (let task = queue.shift(); task; task = queue.shift()) await task();
  };
  await Promise.all([lane(), lane()]);
}

/** Runs one vitest suite and counts its results. */
async function suite(name, env = {}) {
  const paths = pathsOf(name);
  tell(await runSuite(name, { ...(paths.length === 0 && { WHOLE_SUITE: '1' }), ...env }, paths));
}

async function failing(name, work) {
  const since = Date.now();
  try {
    return await work();
  } catch (error) {
    tell({ name, passed: 0, failed: 1, output: error.message, since });
    return null;
  }
}

await failing('install', async () => {
  await ensureInstalled();
  const needsApp = ['deploy', 'workers', 'chaos', 'browser'].some((name) => wanted.has(name));
  if (needsApp) await ensureWebApp();
});
const single = [...(wanted.has('checks') ? checks() : []), ...(wanted.has('deploy') ? deployments() : [])];
await inPairs(single.map((one) => () => check(one)));
// Chaos repeatedly kills and starts the platform, and waits for it: it leaves a core idle for a third of the time.
const lanes = [
  ['simulation', 'chaos'],
  ['unit', 'workers'],
].map((names) => names.filter((name) => wanted.has(name)));
await Promise.all(
  lanes.map(async (names) => {
    for (const name of names) await suite(name);
  }),
);
// Alone, because two browsers and a server measure time on the same cores.
if (wanted.has('browser')) {
  const chromium = await failing('browser', ensureChromium);
  if (chromium) await suite('browser', { CHROMIUM_PATH: chromium });
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
