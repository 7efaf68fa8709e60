// A Chromium for the browser tests: an installed one, else Playwright's, else Debian's.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { node, ROOT, TOOL_ENV, tool } from './toolchain.mjs';

// A Chromium without windows opens a page in half the time.
const SHELL = '/usr/bin/chromium-headless-shell';
const PLACES = [
  SHELL,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a Chromium, installed if there is none; throws when none can be installed. */
export async function ensureChromium() {
  const present = [process.env.CHROMIUM_PATH, ...PLACES, playwrights()].find(
    (path) => path && existsSync(path),
  );
  // On a machine for tests only, more may be installed.
  const isPlain = present === '/usr/bin/chromium' && !process.env.CHROMIUM_PATH;
  if (isPlain && process.env.CI) await installDebians('chromium-headless-shell');
  if (isPlain && existsSync(SHELL)) return SHELL;
  if (present) return present;
  console.log('Fetching Chromium…');
  await run(node(), [tool('playwright-core'), 'install', 'chromium'], {
    cwd: ROOT,
    env: TOOL_ENV,
    quiet: true,
  });
  const fetched = playwrights();
  if (fetched && existsSync(fetched)) return fetched;
  await installDebians('chromium');
  if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  throw new Error('No Chromium found, and none could be installed. Set CHROMIUM_PATH to one.');
}

/** Installs a Debian package if possible; callers notice a failure by the missing file. */
async function installDebians(name) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, quiet: true });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { env, quiet: true });
}

function playwrights() {
  try {
    return createRequire(join(ROOT, 'package.json'))('playwright-core').chromium.executablePath();
  } catch {
    return null;
  }
}
