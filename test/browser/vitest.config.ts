import { defineConfig } from 'vitest/config';

// Real browsers against the real app. They mostly wait, so two files run at a time, each with an app of its own; more
// would slow each other down on two cores.
export default defineConfig({
  test: {
    name: 'browser',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    globalSetup: ['./global-setup.ts'],
    setupFiles: ['./every-test.ts'],
    // The files of a worker share its browser; all other shared state is read only.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 180_000,
    // Assertions wait as long as Playwright does; the default of a second is short on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
  },
});
