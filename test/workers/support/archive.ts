import type { ArchivedFrame } from '../../../src/archive/segment.ts';
import type { Stub } from './peer.ts';

/** The log of a Document after `from`, as the reconciler reads it. Throws when the Document refuses. */
export async function archivedFrames(stub: Stub, from: number): Promise<ArchivedFrame[]> {
  const answer = await stub.frames(from);
  if (!answer.ok) throw new Error(answer.error.message);
  const text = await new Response(answer.value).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ArchivedFrame);
}
