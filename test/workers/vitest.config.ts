import { generateKeyPairSync } from 'node:crypto';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
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
  'oauth4webapi',
  'otpauth/bare',
  'zod',
  'zod/mini',
];

const LONGEST = ['matrix', 'routes-of-accounts', 'routes', 'security', 'document'];

/** Begins with the groups that take longest, so that neither of two workers is left with one of them in the end. */
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
 * Everything here runs inside workerd, with the bindings of wrangler.toml. Each file has its own storage when it runs
 * alone; the whole suite runs in groups of files, which share theirs: to begin costs four seconds of a core each time.
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
  ],
  test: {
    name: 'workers',
    // Put together once, not module by module anew for each file of tests: the time it takes to begin halves.
    deps: { optimizer: { ssr: { enabled: true, include: LIBRARIES } } },
    root: import.meta.dirname,
    include: [process.env.WHOLE_SUITE ? 'groups/*.group.ts' : '**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    restoreMocks: true,
    setupFiles: ['./support/setup.ts'],
    // The simulation, which runs beside them, is over long before they are.
    maxWorkers: 2,
    testTimeout: 90_000,
    silent: 'passed-only',
    // Queues and alarms work on when the last test of a file is over: what they then log or load finds nobody to take it.
    onUnhandledError: ({ message }) => !message.startsWith('[vitest-worker]: Closing rpc while'),
  },
});

function accessTokenKey(kid: string) {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' };
}
