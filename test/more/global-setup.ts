import type { TestProject } from 'vitest/node';
import { startApp } from '../support/app.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The port of the tested app. */
    appPort: number;
  }
}

/** Starts the app for all these tests; `APP_PORT` names a running one, for writing tests. */
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
