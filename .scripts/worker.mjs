// The Worker's bundle, as it is deployed, made again only when one of its sources has changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './processes.mjs';
import { isStamped, node, ROOT, sourceDigest, stamp, TOOL_ENV, tool, withLock } from './toolchain.mjs';

const SOURCES = ['src', 'durable-objects', 'wrangler.toml', 'package-lock.json', 'tsconfig.json'];
const STAMP = join(ROOT, '.wrangler', 'worker.stamp');
const FOLDER = join(ROOT, '.wrangler', 'worker');

/** Returns the path of the bundle, which is up to date. */
export async function ensureWorker() {
  const bundle = join(FOLDER, 'worker.js');
  await withLock('worker', async () => {
    const wanted = sourceDigest(SOURCES);
    if (existsSync(bundle) && isStamped(STAMP, wanted)) return;
    const args = [tool('wrangler'), 'deploy', '--dry-run', '--env', '', '--outdir', FOLDER];
    await mustRun(node(), args, { cwd: ROOT, env: TOOL_ENV, quiet: true });
    stamp(STAMP, wanted);
  });
  return bundle;
}
