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

/** Starts the app once for all browser tests; `APP_PORT` names one that runs already, while writing tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await mkdir(ARTEFACTS, { recursive: true });
  const running = Number(process.env.APP_PORT);
  if (running) {
    project.provide('port', running);
    return async () => undefined;
  }
  const app = await startApp();
  project.provide('port', app.port);
  return app.stop;
}
