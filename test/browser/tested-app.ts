import { inject } from 'vitest';

/** The app of this file's tests: no other file uses it concurrently, so its rate limits belong to this file only. */
export function testedApp(): { port: number; stateDir: string } {
  const apps = inject('apps');
  const app = apps[(Number(process.env.VITEST_POOL_ID) - 1) % apps.length];
  if (!app) throw new Error('No app runs for these tests.');
  return app;
}
