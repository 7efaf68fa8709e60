import { uploadAt } from '../../../src/ot/addresses.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import type { ImageTaker, RefusedFile, TakenImage } from './image-taker.ts';
import { insteadOf } from './instead-of.ts';

const FILE = /^file:(\d+)$/;
const PICTURE = /^picture:(\d+)$/;
const DATA = /^data:image\/[a-z+.-]+;base64,([A-Za-z0-9+/=\s]+)$/i;

/** Stands for a file among pasted inserts, by its number; `alt`: its description, '' for none. */
export function fileImage(number: number, alt: string): Op {
  const insert = { image: `file:${number}` };
  return alt === '' ? { insert } : { insert, attributes: { alt } };
}

/** These inserts with images by their addresses, in place of the numbers that stood for them while they were read. */
export function withPictures(ops: Delta, addresses: readonly string[]): Delta {
  return ops.map((op) => {
    const number = PICTURE.exec(addressOf(op) ?? '')?.[1];
    const image = number === undefined ? undefined : addresses[Number(number)];
    return image === undefined ? op : { ...op, insert: { image } };
  });
}

/** Whether some of these inserts are images whose bytes have to be taken into the document `docId` first. */
export function holdsBytes(ops: Delta, docId: string): boolean {
  return ops.some((op) => {
    const address = addressOf(op);
    return address !== null && isOfBytes(address, docId);
  });
}

/**
 * These inserts with every image whose bytes are at hand as an upload of the document: files, images that are in the
 * markup itself, and, where the user has copied them, the uploads of other documents that they may read. Of others the
 * description stays, for the reasons in `refused`: markup that names an upload may come from anywhere.
 */
export async function takeImages(
  ops: Delta,
  { files, isOwn }: { files: readonly File[]; isOwn: boolean },
  taker: ImageTaker,
): Promise<{ ops: Delta; refused: Set<RefusedFile | 'image'> }> {
  const refused = new Set<RefusedFile | 'image'>();
  const known = new Map<string, TakenImage | RefusedFile | 'image'>();
  const taken: Op[] = [];
  for (const op of ops) {
    const address = addressOf(op);
    if (address === null || !isOfBytes(address, taker.docId) || !('insert' in op)) {
      taken.push(op);
      continue;
    }
    const mayTake = isOwn || uploadAt(address) === null;
    const image = known.get(address) ?? (mayTake ? await take(address, files, taker) : 'image');
    known.set(address, image);
    if (typeof image === 'string') {
      refused.add(image);
      const alt = typeof op.insert === 'string' ? '' : insteadOf(op.insert, op.attributes);
      if (alt !== '') taken.push({ insert: alt });
    } else {
      const size = { width: String(image.width), height: String(image.height) };
      taken.push({ insert: { image: image.address }, attributes: { ...size, ...op.attributes } });
    }
  }
  return { ops: taken, refused };
}

async function take(
  address: string,
  files: readonly File[],
  taker: ImageTaker,
): Promise<TakenImage | RefusedFile | 'image'> {
  const upload = uploadAt(address);
  const number = FILE.exec(address)?.[1];
  const blob =
    upload !== null
      ? await taker.fetchImage(upload).catch(() => null)
      : number !== undefined
        ? (files[Number(number)] ?? null)
        : blobOf(address);
  return blob === null ? 'image' : taker.take(blob);
}

// `fetch` of a data: address is against the content security policy.
function blobOf(address: string): Blob | null {
  const base64 = DATA.exec(address)?.[1];
  if (base64 === undefined) return null;
  try {
    return new Blob([Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0))]);
  } catch {
    return null;
  }
}

function isOfBytes(address: string, docId: string): boolean {
  const upload = uploadAt(address);
  return upload === null ? FILE.test(address) || /^data:/i.test(address) : upload.docId !== docId;
}

function addressOf(op: Op): string | null {
  if (!('insert' in op) || typeof op.insert === 'string') return null;
  const { image } = op.insert;
  return typeof image === 'string' ? image : null;
}
