import { defineConfig } from 'drizzle-kit';

/** `drizzle-kit generate --config src/db/drizzle.config.ts` writes what schema.ts has and migrations/ has not. */
export default defineConfig({ dialect: 'sqlite', schema: './src/db/schema.ts', out: './migrations' });
