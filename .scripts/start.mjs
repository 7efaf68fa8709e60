// npm start, npm run dev: from a fresh clone to an address in the browser.
import { endTree, onEnd } from './processes.mjs';
import { ensureSecrets } from './secrets.mjs';
import { isTaken, migrateLocally, settings, startServer, untilReady } from './server.mjs';
import { ensureInstalled } from './toolchain.mjs';
import { ensureWebApp, watchWebApp } from './web.mjs';
import { ensureWorker } from './worker.mjs';

const watch = process.argv.includes('--watch');
const children = [];
let ending = false;

async function end(code) {
  if (ending) return;
  ending = true;
  await Promise.all(children.map((child) => endTree(child)));
  process.exit(code);
}

onEnd(() => end(0));

/** When a child ends, all others end too: half a server is worse than none. */
function keep(child) {
  children.push(child);
  child.once('exit', (code) => end(code || 1));
  return child;
}

try {
  const { port, stateDir } = settings();
  if (await isTaken(port)) throw new Error(`Port ${port} is in use. Choose another: PORT=8788 npm start`);
  await ensureInstalled();
  const [bundle] = await Promise.all([
    // To watch the sources costs tests a twentieth of their time. A bundle is made of a Worker with its web app.
    ensureWebApp().then(() => (process.env.BUNDLED ? ensureWorker() : undefined)),
    ensureSecrets(),
    migrateLocally(stateDir),
  ]);
  const server = keep(await startServer({ port, stateDir, bundle }));
  if (watch) keep(watchWebApp());
  await untilReady(port, server);
  console.log(`\n  Ready: http://localhost:${port}\n`);
} catch (error) {
  if (!ending) console.error(error.message);
  await end(1);
}
