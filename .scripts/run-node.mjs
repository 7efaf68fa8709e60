// Runs one of our TypeScript programs with a Node that strips types: npm run bench, npm run test:simulation.
import { spawn } from 'node:child_process';
import { ensureInstalled, node, ROOT, TOOL_ENV } from './toolchain.mjs';

await ensureInstalled();
const [program, ...args] = process.argv.slice(2);
const child = spawn(node(), ['--disable-warning=ExperimentalWarning', program, ...args], {
  cwd: ROOT,
  env: TOOL_ENV,
  stdio: 'inherit',
});
for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
// Ctrl-C reaches the child itself: it is in our process group.
process.on('SIGINT', () => {});
child.on('exit', (code) => process.exit(code ?? 1));
