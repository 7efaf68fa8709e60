// npm run migrations: writes the next D1 migration from src/platform/db/schema.ts.
import { mustRun } from './processes.mjs';
import { ensureInstalled, node, ROOT, TOOL_ENV, tool } from './toolchain.mjs';

await ensureInstalled();
const args = [
  tool('drizzle-kit'),
  'generate',
  '--config',
  'src/platform/db/drizzle.config.ts',
  ...process.argv.slice(2),
];
await mustRun(node(), args, { cwd: ROOT, env: TOOL_ENV });
