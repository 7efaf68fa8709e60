import { mkdir } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { startApp } from '../support/app.ts';
import { ADMINISTRATOR, ARTEFACTS } from './browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the app listens. */
    port: number;
    /** Where the app keeps its databases; '' when that is not known. */
    stateDir: string;
  }
}

/** Starts the app once for all browser tests; `APP_PORT` (and `APP_STATE`) names one that runs already, while writing tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await mkdir(ARTEFACTS, { recursive: true });
  const running = Number(process.env.APP_PORT);
  if (running) {
    project.provide('port', running);
    project.provide('stateDir', process.env.APP_STATE ?? '');
    return async () => undefined;
  }
  process.env.ADMIN_EMAILS = ADMINISTRATOR;
  const app = await startApp();
  project.provide('port', app.port);
  project.provide('stateDir', app.stateDir);
  return app.stop;
}
