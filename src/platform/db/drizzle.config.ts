import { defineConfig } from 'drizzle-kit';

/** `drizzle-kit generate --config src/platform/db/drizzle.config.ts` writes what schema.ts has and migrations/ has not. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/platform/db/schema.ts',
  out: './migrations',
});
