import { defineConfig } from 'vitest/config';

// Real browsers against the real app: one file after the other, because they share its two cores and its rate limits.
export default defineConfig({
  test: {
    name: 'browser',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    globalSetup: ['./global-setup.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 40_000,
    hookTimeout: 120_000,
  },
});
