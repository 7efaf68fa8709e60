import { defineConfig } from 'vitest/config';
import { mutate } from './mutate.ts';

export default defineConfig({
  plugins: [mutate()],
  test: {
    name: 'simulation',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    testTimeout: 300_000,
  },
});
