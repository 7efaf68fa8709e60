// npm run restore -- --from <date>|latest [--url http://127.0.0.1:8787]: fills an empty D1 from a nightly backup.
// `--list` shows the existing backups. The same command continues an interrupted restore.
import { parseArgs } from 'node:util';
import { callAdmin, LOCAL_URL } from './admin.mjs';

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    url: { type: 'string', default: LOCAL_URL },
    list: { type: 'boolean', default: false },
  },
});

async function restore(date) {
  let inserted = 0;
  let skipped = 0;
  for (let step = 0; step !== null; ) {
    const done = await callAdmin(values.url, 'POST', '/v1/admin/restore', { date, step });
    inserted += done.inserted;
    skipped += done.skipped;
    if (done.next !== null) console.log(`step ${done.next} of ${done.steps}`);
    step = done.next;
    if (done.settled !== null) report(done.settled);
  }
  console.log(
    `Restored ${inserted} rows from ${date}${skipped > 0 ? `; ${skipped} were there already` : ''}.`,
  );
}

function report({ documents, unlisted, lost }) {
  console.log(`${documents} documents were nudged: each repairs itself and brings D1 up to date.`);
  if (unlisted.length > 0) {
    console.log('Archived, but unknown to the backup (created after it; nobody has access to them):');
    for (const id of unlisted) console.log(`  ${id}`);
  }
  if (lost.length > 0) {
    console.log('Known to the backup, but not archived (erased after it):');
    for (const id of lost) console.log(`  ${id}`);
  }
}

try {
  if (!values.list && values.from === undefined)
    throw new Error('Usage: npm run restore -- --from <date>|latest [--url <address>], or --list');
  const { items } = await callAdmin(values.url, 'GET', '/v1/admin/backups');
  if (values.list) {
    for (const { date, complete, rows, bytes } of items)
      console.log(`${date}  ${complete ? `${rows} rows, ${(bytes / 1e6).toFixed(1)} MB` : 'incomplete'}`);
  } else {
    const date = values.from === 'latest' ? items.find(({ complete }) => complete)?.date : values.from;
    if (date === undefined) throw new Error('There is no complete backup.');
    await restore(date);
  }
} catch (error) {
  console.error(error.cause?.message ?? error.message);
  process.exitCode = 1;
}
