/** Where a checkpoint of `version` lies in R2. */
export function snapshotKey(docId: string, version: number): string {
  return `snapshots/${docId}/${version}.json`;
}
