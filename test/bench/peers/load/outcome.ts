import type { Peer, PeerServer } from '../peer.ts';

/**
 * Whether the text that a fresh client gets is the one that every peer must arrive at. `unmerged`: the peer merges
 * nothing. `late`: the edits did not arrive everywhere in time, so nothing was compared.
 */
export type Verdict = 'right' | 'wrong' | 'unmerged' | 'late';

/** What one run has measured; NaN for what does not apply. */
export interface Outcome {
  figures: Record<string, number>;
  text: Verdict;
}

/** A text compared with the expected one. */
export function verdictOf(text: string | null, expected: string): Verdict {
  if (text === null) return 'unmerged';
  return text === expected ? 'right' : 'wrong';
}

/** Joins with the peer's own library, and compares its text. `arrived`: whether all edits have reached everybody. */
export async function judge(
  peer: Peer,
  server: PeerServer,
  expected: string,
  arrived: boolean,
): Promise<{ text: Verdict; joinMs: number; joinBytes: number }> {
  if (!arrived) return { text: 'late', joinMs: Number.NaN, joinBytes: Number.NaN };
  const joined = await peer.join(server);
  joined.close();
  return { text: verdictOf(joined.text, expected), joinMs: joined.ms, joinBytes: joined.bytes };
}
