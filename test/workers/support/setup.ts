import { applyD1Migrations, type D1Migration } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach } from 'vitest';
import { moveNetwork } from './api.ts';
import { loadWorkerOnce } from './loaded-once.ts';
import { keepLogs } from './logs.ts';

// The only binding that wrangler.toml does not declare: vitest.config.ts reads migrations/ into it.
const { TEST_MIGRATIONS } = env as unknown as { TEST_MIGRATIONS: D1Migration[] };

keepLogs();
loadWorkerOnce();
await applyD1Migrations(env.DB, TEST_MIGRATIONS);
beforeEach(moveNetwork);
