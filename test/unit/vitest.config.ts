import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'unit',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    // No file changes what another shares: a process each took more time than the tests.
    isolate: false,
    testTimeout: 60_000,
  },
});
