// npm run verify -- <docId> [--url http://127.0.0.1:8787]: replays a document's whole log and prints its faults. Exits
// with 1 on a fault, with 2 when the server cannot be asked.
import { parseArgs } from 'node:util';
import { callAdmin, LOCAL_URL } from './admin.mjs';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string', default: LOCAL_URL } },
  });
  if (positionals.length !== 1) throw new Error('Usage: npm run verify -- <docId> [--url <address>]');
  const found = await callAdmin(
    values.url,
    'GET',
    `/v1/admin/docs/${encodeURIComponent(positionals[0])}/verify`,
  );
  const { checked, problems, divergence } = found;
  console.log(
    `${found.ok ? 'Sound' : 'NOT SOUND'}: versions ${found.from} to ${found.version} in ${checked.frames} frames, ` +
      `${checked.segments} segments, ${checked.snapshots} snapshots.`,
  );
  if (divergence !== null) console.log(`The document is marked as diverged: ${divergence}`);
  for (const { at, kind, message } of problems) console.log(`  version ${at}  ${kind}: ${message}`);
  process.exitCode = found.ok ? 0 : 1;
} catch (error) {
  console.error(error.cause?.message ?? error.message);
  process.exitCode = 2;
}
