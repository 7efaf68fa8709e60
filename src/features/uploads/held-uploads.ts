import { uploadAddress } from '../../ot/addresses.ts';
import { uploadKey } from '../../platform/archive/keys.ts';
import { archiveUnavailable } from './problems.ts';

// As many as a Worker may have open at once.
const AT_ONCE = 6;

/**
 * The bytes of uploads of a document, by their addresses; without those that are not there, and without what would make
 * them more than `mostBytes`. Throws 503 when R2 does not answer.
 */
export async function heldUploads(
  { ARCHIVE }: Pick<Env, 'ARCHIVE'>,
  { docId, hashes, mostBytes }: { docId: string; hashes: readonly string[]; mostBytes: number },
): Promise<Map<string, Uint8Array>> {
  const held = new Map<string, Uint8Array>();
  let left = mostBytes;
  for (let at = 0; at < hashes.length; at += AT_ONCE) {
    const read = hashes.slice(at, at + AT_ONCE).map(async (hash) => {
      const object = await ARCHIVE.get(uploadKey(docId, hash));
      if (object === null) return;
      if (object.size > left) {
        await object.body.cancel();
        return;
      }
      left -= object.size;
      held.set(uploadAddress({ docId, hash }), new Uint8Array(await object.arrayBuffer()));
    });
    await Promise.all(read).catch((error: unknown) => {
      throw archiveUnavailable(error);
    });
  }
  return held;
}
