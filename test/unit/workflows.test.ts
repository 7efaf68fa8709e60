import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const FOLDER = join(import.meta.dirname, '../../.github/workflows');
const TOKEN = 'CLOUDFLARE_API_TOKEN';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Job {
  steps: Step[];
  env?: Record<string, string>;
  environment?: string;
}

interface Workflow {
  on: Record<string, unknown>;
  env?: Record<string, string>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const files = readdirSync(FOLDER);
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

describe.each(files)('%s', (file) => {
  const workflow = parse(read(file)) as Workflow;
  const jobs = Object.values(workflow.jobs);

  test('pins every action by its hash, with its version beside it', () => {
    const uses = read(file)
      .split('\n')
      .filter((line) => line.includes('uses:'));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('leaves no credential of git behind and may only read', () => {
    expect(Object.values(workflow.permissions)).toEqual(
      Object.values(workflow.permissions).map(() => 'read'),
    );
    for (const { uses, with: inputs } of jobs.flatMap(({ steps }) => steps))
      if (uses?.startsWith('actions/checkout@')) {
        expect(inputs).toMatchObject({ 'persist-credentials': false });
        expect(inputs).not.toHaveProperty('ref');
      }
  });

  test("gives the account's token only to the step that deploys", () => {
    expect(workflow.env).toBeUndefined();
    for (const { steps, env, environment } of jobs) {
      expect(env).toBeUndefined();
      const holders = steps.filter((step) => JSON.stringify(step).includes('secrets.'));
      for (const { run } of holders) expect(run).toMatch(/^npm run deploy -- /);
      if (holders.length === 0) continue;
      expect(environment).toMatch(/^(staging|production|preview)$/);
      for (const { run, env: own } of steps) {
        if (own?.[TOKEN] !== undefined) continue;
        expect(run ?? '').not.toMatch(/npm test|npm (ci|install)(?!.*--ignore-scripts)/);
      }
    }
  });

  test('hands nothing to the code of a pull request', () => {
    const isUntrusted = 'pull_request' in workflow.on;
    if (isUntrusted) expect(read(file)).not.toContain('secrets.');
    if (isUntrusted) for (const { environment } of jobs) expect(environment).toBeUndefined();
  });
});

test('a command line never contains text from a pull request', () => {
  for (const file of files)
    for (const line of read(file).split('\n'))
      if (line.includes('run:')) expect(line).not.toContain('github.event');
});
