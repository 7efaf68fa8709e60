import { z } from '@hono/zod-openapi';
import { HTTP_LIMITS } from '../verbs/limits.ts';

/** The query parameters of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(HTTP_LIMITS.page.max).default(HTTP_LIMITS.page.default),
  cursor: z.string().max(2000).optional(),
};

/** The schema of a page of `item`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
