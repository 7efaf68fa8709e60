// The tables of D1, by area. Times are ms since 1970. Every index serves a query; a query without an index is not allowed.
export * from './schema/accounts.ts';
export * from './schema/documents.ts';
export * from './schema/events.ts';
export * from './schema/forks.ts';
export * from './schema/imports.ts';
export * from './schema/operations.ts';
export * from './schema/sharing.ts';
export * from './schema/uploads.ts';
