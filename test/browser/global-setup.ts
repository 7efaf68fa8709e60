import { mkdir } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { startApp } from '../support/app.ts';
import { ARTEFACTS } from './browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the app listens. */
    port: number;
  }
}

/** Starts the app once for all browser tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await mkdir(ARTEFACTS, { recursive: true });
  const app = await startApp();
  project.provide('port', app.port);
  return app.stop;
}
