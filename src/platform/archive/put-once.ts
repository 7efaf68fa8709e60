/** What came of storing an object once; `different` when what is there says something else, or cannot be read. */
export type Stored = { kind: 'written'; bytes: number } | { kind: 'same' } | { kind: 'different' };

/**
 * Stores JSON under `key` where nothing is; what is there already is left as it is, and `isSame` says of its text whether
 * that comes to the same.
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
    // Taken away between the two (merged, thinned out): then it may be written after all.
    if (object === null) continue;
    return { kind: isSame(await object.text()) ? 'same' : 'different' };
  }
}
