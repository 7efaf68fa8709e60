// npm run time-travel -- --to <ISO time> --url <address> [--env production]: takes the deployed D1 back to a time
// within the last 30 days, with the platform's own tool, and then reconciles it with the documents, which have
// continued. Without `--to` it prints the database's current bookmark.
import { parseArgs } from 'node:util';
import { callAdmin } from './admin.mjs';
import { run } from './processes.mjs';
import { ACCOUNT_ENV, ensureInstalled, node, ROOT, tool } from './toolchain.mjs';

function wrangler(...args) {
  return run(node(), [tool('wrangler'), 'd1', 'time-travel', ...args], {
    cwd: ROOT,
    env: { ...ACCOUNT_ENV, CI: '1' },
  });
}

try {
  const { values } = parseArgs({
    options: {
      to: { type: 'string' },
      url: { type: 'string' },
      env: { type: 'string', default: 'production' },
    },
  });
  await ensureInstalled();
  if (values.to === undefined) process.exitCode = (await wrangler('info', 'DB', '--env', values.env)).code;
  else {
    if (Number.isNaN(Date.parse(values.to))) throw new Error(`--to is not a time: ${values.to}`);
    if (values.url === undefined)
      throw new Error('--url is required: the address of the deployment, to settle it afterwards.');
    // Before any change: without the operator's token nothing could be reconciled.
    await callAdmin(values.url, 'GET', '/v1/admin/backups');
    const { code } = await wrangler('restore', 'DB', '--env', values.env, '--timestamp', values.to);
    if (code !== 0) throw new Error('Wrangler did not restore the database.');
    const { documents, unlisted, lost } = await callAdmin(values.url, 'POST', '/v1/admin/restore/settle');
    console.log(`Settled: ${documents} documents are brought up to date.`);
    for (const id of unlisted) console.log(`  created after that moment, nobody has access: ${id}`);
    for (const id of lost) console.log(`  erased after that moment: ${id}`);
  }
} catch (error) {
  console.error(error.cause?.message ?? error.message);
  process.exitCode = 1;
}
