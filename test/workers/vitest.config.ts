import { generateKeyPairSync } from 'node:crypto';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

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

/** Everything here runs inside workerd, with the bindings of wrangler.toml; each file has its own storage. */
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
    include: ['**/*.test.ts'],
    setupFiles: ['./support/migrate.ts'],
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
