/** The result of storing an object once; `different` when the stored one says something else, or cannot be read. */
export type Stored = { kind: 'written'; bytes: number } | { kind: 'same' } | { kind: 'different' };

/**
 * Stores JSON under `key` if there is no object; an existing one stays, and `isSame` says whether its text means the
 * same.
 */
export async function putOnce(
  bucket: R2Bucket,
  key: string,
  body: string,
  isSame: (there: string) => boolean,
): Promise<Stored> {
  for (;;) {
    const put = await bucket.put(key, body, {
      httpMetadata: { contentType: 'application/json' },
      onlyIf: { etagDoesNotMatch: '*' },
    });
    if (put !== null) return { kind: 'written', bytes: put.size };
    const object = await bucket.get(key);
    // Deleted between the two steps (merged, thinned out): then it may be written after all.
    if (object === null) continue;
    return { kind: isSame(await object.text()) ? 'same' : 'different' };
  }
}
