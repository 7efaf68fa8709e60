import { generateKeyPairSync } from 'node:crypto';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig, type Plugin } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = new URL('../../', import.meta.url).pathname;

const LIBRARIES = [
  '@hono/zod-openapi',
  '@simplewebauthn/server',
  '@zxcvbn-ts/core',
  '@zxcvbn-ts/language-common',
  'drizzle-orm',
  'drizzle-orm/d1',
  'drizzle-orm/sqlite-core',
  'fflate',
  'hono',
  'hono/cookie',
  'hono/html',
  'hono/http-exception',
  'jose',
  'markdown-it',
  'oauth4webapi',
  'otpauth/bare',
  'parse5',
  'zod',
  'zod/mini',
];

const LONGEST = ['routes', 'security', 'accounts', 'backup', 'document', 'archive'];

/** Begins with the longest groups, so that neither of two workers is left with one of them at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.group.ts`));
      return found < 0 ? LONGEST.length : found;
    };
    return files.toSorted((one, other) => place(one) - place(other));
  }
}

/**
 * Everything here runs inside workerd, with the bindings of wrangler.toml. A file that runs alone has its own storage;
 * the whole suite runs in groups of files that share theirs, because each start costs four seconds of a core.
 */
export default defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: `${root}wrangler.toml` },
      miniflare: {
        bindings: {
          ACCESS_TOKEN_KEYS: JSON.stringify([accessTokenKey('first'), accessTokenKey('second')]),
          URL_SIGNING_KEY: 'a signing key of the tests',
          METRICS_TOKEN: 'a-metrics-token',
          ADMIN_TOKEN: 'an-admin-token',
          ACCOUNT_KEY: 'an account key of the tests',
          ALLOWED_ORIGINS: 'https://integrator.example',
          APP_ORIGIN: 'https://docs.example',
          ADMIN_EMAILS: 'administrator@example.com',
          LIMITS: '{"socketsPerDocument": 150}',
          TEST_MIGRATIONS: await readD1Migrations(`${root}migrations`),
        },
      },
    })),
    knownHashes(),
  ],
  test: {
    name: 'workers',
    // Bundled once, not module by module for each file of tests: that halves the start.
    deps: { optimizer: { ssr: { enabled: true, include: LIBRARIES } } },
    root: import.meta.dirname,
    include: [process.env.WHOLE_SUITE ? 'groups/*.group.ts' : '**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    restoreMocks: true,
    setupFiles: ['./support/setup.ts'],
    // The simulation, which runs beside them, ends long before they do.
    maxWorkers: 2,
    testTimeout: 90_000,
    // support/logs.ts keeps them, and says why.
    disableConsoleIntercept: true,
    // Queues and alarms continue after the last test of a file: their late logs and imports no longer have a receiver.
    onUnhandledError: ({ message }) => !message.startsWith('[vitest-worker]: Closing rpc while'),
  },
});

/** Gives the module of passwords a scrypt that computes no hash twice. */
function knownHashes(): Plugin {
  return {
    name: 'known-hashes',
    enforce: 'pre',
    transform(code, id) {
      if (id !== `${root}src/features/auth/password.ts`) return null;
      const [before, after, ...more] = code.split(`'node:crypto'`);
      if (after === undefined || more.length > 0) throw new Error(`${id} does not import node:crypto once`);
      return `${before}'${root}test/workers/support/scrypt.ts'${after}`;
    },
  };
}

function accessTokenKey(kid: string) {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' };
}
