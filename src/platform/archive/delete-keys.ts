// The platform takes so many keys at a time.
const KEYS_A_CALL = 1_000;

/** Deletes objects of a bucket, however many; those that are not there are no error. */
export async function deleteKeys(bucket: R2Bucket, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += KEYS_A_CALL) {
    await bucket.delete(keys.slice(start, start + KEYS_A_CALL));
  }
}
