// npm run api: generates the types of the API's responses from its OpenAPI document, for the web app. `--check` fails
// when the file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { typesOf } from './openapi-types.mjs';
import { ensureInstalled, ROOT } from './toolchain.mjs';

const FILE = join('web', 'api', 'schema.ts');
const HEAD =
  '// Made by `npm run api` from the OpenAPI document of the Worker (GET /v1/openapi.json). Not to be edited.\n';
// The app's imports of the platform are never called while it describes itself.
const NO_PLATFORM = 'export class WorkerEntrypoint {} export class DurableObject {} export const env = {};';

await ensureInstalled();
const wanted = `${HEAD}\n${typesOf((await appOfNode()).apiDescription())}`;
if (!process.argv.includes('--check')) writeFileSync(join(ROOT, FILE), wanted);
else if (readFileSync(join(ROOT, FILE), 'utf8') !== wanted) {
  console.error(`${FILE} is out of date: npm run api`);
  process.exit(1);
}

// As one bundle: loading each file of the app takes Node three times as long.
async function appOfNode() {
  const { build } = await import('vite');
  const { output } = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    publicDir: false,
    ssr: { noExternal: true },
    plugins: [
      {
        name: 'no-platform',
        enforce: 'pre',
        resolveId: (id) => (id === 'cloudflare:workers' ? '\0platform' : null),
        load: (id) => (id === '\0platform' ? NO_PLATFORM : null),
      },
    ],
    build: {
      ssr: join('src', 'app.ts'),
      write: false,
      minify: false,
      target: 'esnext',
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`);
}
