// The platform deletes at most this many keys at a time.
const KEYS_A_CALL = 1_000;

/** Deletes any number of objects of a bucket; missing ones are no error. */
export async function deleteKeys(bucket: R2Bucket, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += KEYS_A_CALL) {
    await bucket.delete(keys.slice(start, start + KEYS_A_CALL));
  }
}
