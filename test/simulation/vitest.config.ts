import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'simulation',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    testTimeout: 300_000,
  },
});
