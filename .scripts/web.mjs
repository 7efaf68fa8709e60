// The web app's build, repeated only when one of its sources has changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run, start } from './processes.mjs';
import { isStamped, node, ROOT, sourceDigest, stamp, TOOL_ENV, tool, withLock } from './toolchain.mjs';

const SOURCES = [
  'web',
  'src/base',
  'src/formats',
  'src/ot',
  'src/protocol',
  'package-lock.json',
  'tsconfig.json',
];
const STAMP = join(ROOT, '.wrangler', 'web.stamp');
const CONFIG = join(ROOT, 'web', 'vite.config.ts');

/** Builds `web/dist` unless it is up to date. */
export async function ensureWebApp() {
  await withLock('web', async () => {
    const wanted = sourceDigest(SOURCES);
    if (existsSync(join(ROOT, 'web', 'dist', 'index.html')) && isStamped(STAMP, wanted)) return;
    console.log('Building the web app…');
    const { code, output } = await run(
      node(),
      [tool('vite'), 'build', '--config', CONFIG, '--logLevel', 'warn'],
      {
        cwd: ROOT,
        env: TOOL_ENV,
        quiet: true,
      },
    );
    if (code !== 0) throw new Error(`The web app could not be built:\n${output}`);
    stamp(STAMP, wanted);
  });
}

/** Rebuilds the web app on every change, for as long as the process lives. */
export function watchWebApp() {
  return start(node(), [tool('vite'), 'build', '--watch', '--config', CONFIG, '--logLevel', 'warn'], {
    cwd: ROOT,
    env: TOOL_ENV,
  });
}
