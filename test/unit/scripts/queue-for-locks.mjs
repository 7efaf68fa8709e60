// node queue-for-locks.mjs <folder> <names>: once its stdin ends, does a little work under each of these locks. Exits
// with 1 if another process works under the same lock at the same time.
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../../../.scripts/processes.mjs';
import { withLock } from '../../../.scripts/toolchain.mjs';

const [folder, names] = process.argv.slice(2);

async function workAlone(name) {
  const inside = join(folder, name);
  mkdirSync(inside);
  await sleep(5);
  rmdirSync(inside);
}

console.log('ready');
process.stdin.resume().on('end', async () => {
  await Promise.all(names.split(',').map((name) => withLock(name, () => workAlone(name))));
});
