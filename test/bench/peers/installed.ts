import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
// @ts-expect-error: a script, without types
import { mustRun } from '../../../.scripts/processes.mjs';
// @ts-expect-error: a script, without types
import { digest, isStamped, stamp, WITHOUT_ACCOUNT, withLock } from '../../../.scripts/toolchain.mjs';

/** Where the packages of the peers are described and, in node_modules, installed: they are none of the product's. */
export const PEERS_FOLDER = import.meta.dirname;

const STAMP = join(PEERS_FOLDER, 'node_modules', '.installed');

/** Installs the peers' packages, if they are missing or the lock file has changed. */
export async function ensurePeersInstalled(): Promise<void> {
  const lock: string = digest([readFileSync(join(PEERS_FOLDER, 'package-lock.json'), 'utf8')]);
  await withLock('install-peers', async () => {
    if (isStamped(STAMP, lock)) return;
    console.error('Installing the peers…');
    // The binaries of esbuild and workerd are packages of their own; their install scripts only look for them.
    await mustRun('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: PEERS_FOLDER,
      env: WITHOUT_ACCOUNT,
      quiet: true,
    });
    stamp(STAMP, lock);
  });
}

/** The installed version of a peer's package; null when there is none. */
export function versionOf(name: string): string | null {
  const path = join(PEERS_FOLDER, 'node_modules', name, 'package.json');
  if (!existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** A CommonJS package of the peers. */
export function requireInstalled<T>(name: string): T {
  return createRequire(join(PEERS_FOLDER, 'package.json'))(name) as T;
}
