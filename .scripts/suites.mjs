// Suites of vitest: runs, counts and ends them.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endTree, run } from './processes.mjs';
import { memoryFolder } from './scratch.mjs';
import { node, ROOT, TOOL_ENV, tool } from './toolchain.mjs';

const PATIENCE = 20 * 60_000;
const running = new Set();
const scratch = memoryFolder();

/** Ends every running suite, with all its processes. */
export async function endSuites() {
  await Promise.all([...running].map((child) => endTree(child)));
}

/**
 * Runs one vitest suite by its folder in `test`, or only the tests under `paths`. Returns its name, counts, output and
 * start time; an error that keeps a test from running counts as a failure.
 */
export async function runSuite(name, env = {}, paths = []) {
  const since = Date.now();
  const results = join(ROOT, 'test', 'artefacts', `${name}.json`);
  mkdirSync(join(ROOT, 'test', 'artefacts'), { recursive: true });
  rmSync(results, { force: true });
  const config = join('test', name, 'vitest.config.ts');
  const args = [
    'run',
    ...paths,
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
    env: { ...TOOL_ENV, ...(scratch && { TMPDIR: scratch }), ...env },
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
  return { name, passed, failed: failed + (broken ? 1 : 0), output: output + why, since };
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
