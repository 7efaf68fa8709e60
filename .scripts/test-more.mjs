// npm run test:more: the main paths in Debian's Firefox and WebKit (the engine of Safari), and office files in LibreOffice.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onEnd, start } from './processes.mjs';
import { endSuites, runSuite } from './suites.mjs';
import { ensureInstalled } from './toolchain.mjs';
import { ensureWebApp } from './web.mjs';

const PROGRAMS = [
  { name: 'FIREFOX_PATH', programs: ['firefox-esr', 'firefox'], from: 'firefox-esr' },
  { name: 'WEBKIT_DRIVER_PATH', programs: ['WebKitWebDriver'], from: 'webkit2gtk-driver' },
  { name: 'WEBKIT_BROWSER_PATH', programs: ['MiniBrowser'], from: 'libwebkit2gtk-4.1-0' },
  { name: 'XVFB_PATH', programs: ['Xvfb'], from: 'xvfb' },
  { name: 'SOFFICE_PATH', programs: ['soffice'], from: 'libreoffice-writer' },
];

const FOLDERS = [
  ...(process.env.PATH ?? '').split(delimiter),
  ...['x86_64-linux-gnu', 'aarch64-linux-gnu'].flatMap((machine) =>
    ['webkit2gtk-4.1', 'webkitgtk-6.0'].map((version) => `/usr/lib/${machine}/${version}`),
  ),
];

/** The path of a program: from the environment, or in one of the usual folders. */
function find({ name, programs }) {
  const said = process.env[name];
  const places = said
    ? [said]
    : FOLDERS.flatMap((folder) => programs.map((program) => join(folder, program)));
  return places.find((place) => existsSync(place));
}

const found = PROGRAMS.map((program) => ({ ...program, path: find(program) }));
const missing = found.filter(({ path }) => path === undefined);
if (missing.length > 0) {
  for (const { name, programs } of missing)
    console.error(`${programs[0]} is not installed (${name} can name its path).`);
  const packages = [...new Set(missing.map(({ from }) => from))].join(' ');
  console.error(
    `These tests drive real programs and do not run without them. On Debian: apt-get install ${packages}`,
  );
  process.exit(2);
}

await ensureInstalled();
await ensureWebApp();
const paths = Object.fromEntries(found.map(({ name, path }) => [name, path]));
// The server chooses a free display, and reports it.
const display = start(
  paths.XVFB_PATH,
  ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'],
  {
    stdio: ['ignore', 'pipe', 'ignore'],
  },
);
onEnd(async () => {
  await endSuites();
  display.kill();
  process.exit(130);
});
const number = await new Promise((done, failed) => {
  display.once('exit', (code) => failed(new Error(`Xvfb ended with ${code}.`)));
  display.stdout.once('data', (data) => done(String(data).trim()));
});

const { passed, failed, output } = await runSuite('more', { ...paths, DISPLAY: `:${number}` });
display.kill();
if (failed > 0) console.log(output.trimEnd());
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
