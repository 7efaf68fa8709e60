import { mkdir } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { startApp } from '../support/app.ts';
import { ADMINISTRATOR, ARTEFACTS } from './browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The running apps, one for each file that is tested concurrently. */
    apps: TestedApp[];
  }
}

/** The port of an app, and the directory of its databases; '' when unknown. */
interface TestedApp {
  port: number;
  stateDir: string;
}

/** Starts the apps for all browser tests; `APP_PORT` (and `APP_STATE`) names a running one, for writing tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await mkdir(ARTEFACTS, { recursive: true });
  const running = Number(process.env.APP_PORT);
  if (running) {
    const app = { port: running, stateDir: process.env.APP_STATE ?? '' };
    project.provide('apps', Array(project.config.maxWorkers).fill(app));
    return async () => undefined;
  }
  process.env.ADMIN_EMAILS = ADMINISTRATOR;
  const apps: Awaited<ReturnType<typeof startApp>>[] = [];
  const stop = async () => {
    await Promise.all(apps.map((app) => app.stop()));
  };
  try {
    const starting = Array.from({ length: project.config.maxWorkers }, async () => {
      apps.push(await startApp());
    });
    await Promise.all(starting);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide(
    'apps',
    apps.map(({ port, stateDir }) => ({ port, stateDir })),
  );
  return stop;
}
