import * as z from 'zod/mini';
import { type ReviewMessage, suggestion, thread } from './review.ts';

const number = z.int().check(z.nonnegative());
const frame = z.object({
  from: number,
  to: number,
  version: number,
  threads: z.array(z.unknown()),
  suggestions: z.array(z.unknown()),
  removed: z.array(z.string()),
  nextSince: z.nullable(number),
});

/** A page of `GET /v1/docs/:id/review`; `nextSince` is where the next page begins, null after the last one. */
export interface ReviewPage extends Omit<ReviewMessage, 'type'> {
  nextSince: number | null;
}

/** Reads a page. A thread or a suggestion that is not understood is left out; throws when that is the page. */
export function parseReviewPage(value: unknown): ReviewPage {
  const { threads, suggestions, ...page } = z.parse(frame, value);
  return {
    ...page,
    threads: threads.flatMap((one) => readable(thread, one)),
    suggestions: suggestions.flatMap((one) => readable(suggestion, one)),
  };
}

function readable<T extends z.ZodMiniType>(schema: T, value: unknown): z.infer<T>[] {
  const parsed = z.safeParse(schema, value);
  return parsed.success ? [parsed.data] : [];
}
