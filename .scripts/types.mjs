// npm run types: generates the types of the bindings from wrangler.toml. `--check` fails when the file is out of date.
import { run } from './processes.mjs';
import { ensureInstalled, node, ROOT, TOOL_ENV, tool } from './toolchain.mjs';

await ensureInstalled();
const check = process.argv.includes('--check') ? ['--check'] : [];
const file = 'src/worker-configuration.d.ts';
const args = [tool('wrangler'), 'types', file, '--include-runtime=false', ...check];
const { code } = await run(node(), args, { cwd: ROOT, env: { ...TOOL_ENV, CI: '1' } });
process.exit(code);
