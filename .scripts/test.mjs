// npm test: every check and every test, from a fresh clone. `npm test -- unit browser` runs only those parts.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from './checks.mjs';
import { ensureChromium } from './chromium.mjs';
import { endTree, onEnd, run } from './processes.mjs';
import { ensureInstalled, node, ROOT, TOOL_ENV, tool } from './toolchain.mjs';
import { ensureWebApp } from './web.mjs';

const SUITES = ['unit', 'simulation', 'workers', 'chaos', 'browser'];
const PARTS = ['checks', ...SUITES];
const PATIENCE = 14 * 60_000;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !PARTS.includes(name));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.`);
  process.exit(2);
}
const wanted = new Set(asked.length > 0 ? asked : PARTS);
const total = { passed: 0, failed: 0 };
const running = new Set();

onEnd(async () => {
  await Promise.all([...running].map((child) => endTree(child)));
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

/** Runs one suite of vitest's and counts what it reports; whatever kept a test from running counts as a failure. */
async function suite(name, env = {}) {
  const since = Date.now();
  const results = join(ROOT, 'test', 'artefacts', `${name}.json`);
  mkdirSync(join(ROOT, 'test', 'artefacts'), { recursive: true });
  rmSync(results, { force: true });
  const config = join('test', name, 'vitest.config.ts');
  const args = [
    'run',
    '--config',
    config,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ];
  let child;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void endTree(child);
  }, PATIENCE);
  const { code, output } = await run(node(), [tool('vitest'), ...args, '--no-color'], {
    cwd: ROOT,
    env: { ...TOOL_ENV, ...env },
    quiet: true,
    onStart: (started) => {
      child = started;
      running.add(started);
    },
  });
  clearTimeout(timer);
  running.delete(child);
  const { passed, failed } = count(results);
  const broken = failed === 0 && (code !== 0 || passed === 0);
  const why = late ? `${name} took longer than ${PATIENCE / 60_000} minutes and was ended\n` : '';
  tell({ name, passed, failed: failed + (broken ? 1 : 0), output: output + why, since });
}

/** The counts of vitest's JSON report. A file that failed before its first test counts as one failure. */
function count(path) {
  let report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { passed: 0, failed: 0 };
  }
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
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
  const needsApp = ['checks', 'workers', 'chaos', 'browser'].some((name) => wanted.has(name));
  if (needsApp) await ensureWebApp();
});
if (wanted.has('checks')) await inPairs(checks().map((one) => () => check(one)));
const lanes = [['simulation'], ['unit', 'workers']].map((names) => names.filter((name) => wanted.has(name)));
await Promise.all(
  lanes.map(async (names) => {
    for (const name of names) await suite(name);
  }),
);
// It kills and starts the platform again and again, which takes both cores.
if (wanted.has('chaos')) await suite('chaos');
// Alone, because two browsers and a server measure time on the same cores.
if (wanted.has('browser')) {
  const chromium = await failing('browser', ensureChromium);
  if (chromium) await suite('browser', { CHROMIUM_PATH: chromium });
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
