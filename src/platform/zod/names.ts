/**
 * What zod exports, without its messages in 64 languages. wrangler.toml puts `zod.ts` in the place of `zod` in the Worker:
 * the OpenAPI library takes the namespace `z` as a value, so a bundler keeps all that is in it.
 */
export * from 'zod/v4';

// A name of its own takes the place of a name that a star brings.
export const locales = {};
export * as core from './core.ts';
export const z = undefined;
