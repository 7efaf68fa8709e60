import { defineConfig } from 'vitest/config';

// One browser of each engine at a time, and one app for all: they are slow, and speed does not matter here.
export default defineConfig({
  test: {
    name: 'more',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    globalSetup: ['./global-setup.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000, interval: 100 } },
  },
});
