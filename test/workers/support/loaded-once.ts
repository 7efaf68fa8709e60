import { must } from '../../../src/base/assert.ts';

interface ModuleRunner {
  import(specifier: string): Promise<unknown>;
}

/**
 * Loads the Worker's module once. The plugin imports it again for every request and every call of an object, by asking
 * Vite, in another process, twice what it resolves to: most of what a request costs. Nothing changes a module while tests run.
 */
export function loadWorkerOnce(): void {
  const { __vitest_mocker__: mocker } = globalThis as { __vitest_mocker__?: { moduleRunner: ModuleRunner } };
  const { moduleRunner } = must(mocker, 'vitest keeps its module runner elsewhere');
  const load = moduleRunner.import.bind(moduleRunner);
  let worker: unknown;
  moduleRunner.import = async (specifier) => {
    if (!specifier.endsWith('/src/worker.ts')) return load(specifier);
    worker ??= await load(specifier);
    return worker;
  };
}
