import type { DocumentPlace } from '../../content/stub.ts';

type Region = DocumentPlace['region'];

// A document never moves. Each isolate remembers the regions that it has seen; the cache has those of nearby isolates.
const known = new Map<string, Region>();
const KNOWN_AT_MOST = 10_000;
const WEEK_SECONDS = 7 * 24 * 60 * 60;

/** Remembers the region of a document's object, for outages of D1. Never throws. */
export async function rememberRegion(docId: string, region: Region): Promise<void> {
  if (known.has(docId)) return;
  if (known.size >= KNOWN_AT_MOST) known.clear();
  known.set(docId, region);
  const headers = { 'Cache-Control': `max-age=${WEEK_SECONDS}` };
  await caches.default.put(cacheKey(docId), new Response(region ?? '', { headers })).catch(() => undefined);
}

/** The region of a document's object, if the document was opened near here within a week; undefined otherwise. */
export async function rememberedRegion(docId: string): Promise<Region | undefined> {
  const here = known.get(docId);
  if (here !== undefined) return here;
  const cached = await caches.default.match(cacheKey(docId)).catch(() => undefined);
  const text = await cached?.text();
  if (text === '') return null;
  return text === 'eu' || text === 'fedramp' ? text : undefined;
}

// No route has this address, so no client can read or fill the cache.
function cacheKey(docId: string): string {
  return `https://regions.invalid/${docId}`;
}
