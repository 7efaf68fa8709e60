import type { TestProject } from 'vitest/node';
import { startApp } from '../support/app.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the app listens that is tested. */
    appPort: number;
  }
}

/** Starts the app for all these tests; `APP_PORT` names one that runs already, while writing tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = Number(process.env.APP_PORT);
  if (running) {
    project.provide('appPort', running);
    return async () => undefined;
  }
  const app = await startApp();
  project.provide('appPort', app.port);
  return () => app.stop();
}
