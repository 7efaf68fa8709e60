export * from 'zod/v4/core';

export const locales = {};
