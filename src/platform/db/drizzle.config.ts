import { defineConfig } from 'drizzle-kit';

/** `drizzle-kit generate --config src/platform/db/drizzle.config.ts` writes the migrations that schema.ts needs. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/platform/db/schema.ts',
  out: './migrations',
});
