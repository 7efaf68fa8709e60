// npm run build [-- --out DIR]: installs and builds what a deployment needs, without an account. `--out` also puts the
// web app, the bundled Worker and the migrations into a folder, for `npm run deploy -- --preview N --from DIR`.
import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mustRun } from './processes.mjs';
import { ensureInstalled, node, ROOT, TOOL_ENV, tool } from './toolchain.mjs';
import { ensureWebApp } from './web.mjs';

const { values } = parseArgs({ options: { out: { type: 'string' } } });

await ensureInstalled();
await ensureWebApp();
if (values.out !== undefined) {
  const out = resolve(values.out);
  rmSync(out, { recursive: true, force: true });
  const bundle = [tool('wrangler'), 'deploy', '--dry-run', '--env', '', '--outdir', join(out, 'worker')];
  await mustRun(node(), bundle, { cwd: ROOT, env: TOOL_ENV });
  cpSync(join(ROOT, 'web', 'dist'), join(out, 'web'), { recursive: true });
  cpSync(join(ROOT, 'migrations'), join(out, 'migrations'), { recursive: true });
}
