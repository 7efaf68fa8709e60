/** Moves an object of a bucket: it is copied before it is deleted. A missing one was moved by a run that was cut off. */
export async function move(bucket: R2Bucket, from: string, to: string): Promise<void> {
  const object = await bucket.get(from);
  if (object === null) return;
  const httpMetadata = object.httpMetadata ?? {};
  await bucket.put(to, await object.arrayBuffer(), { httpMetadata });
  await bucket.delete(from);
}
