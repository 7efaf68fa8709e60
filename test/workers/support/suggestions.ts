import type { SuggestionPart } from '../../../durable-objects/document/rpc.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { User } from '../../../src/protocol/messages.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';
import type { Stub } from './peer.ts';
import { ADA, answered, BOB } from './review.ts';

/** Proposes a change of the text at `version`. */
export async function suggest(
  stub: Stub,
  version: number,
  delta: Delta,
  { user = ADA, note }: { user?: User; note?: string } = {},
): Promise<Suggestion> {
  return answered(await stub.suggest({ by: { user }, version, delta, ...(note !== undefined && { note }) }));
}

/** Decides on a suggestion; the result is not looked at. */
export function decide(
  stub: Stub,
  { id }: Pick<Suggestion, 'id'>,
  kind: 'accepted' | 'rejected' = 'accepted',
  part: SuggestionPart | null = null,
) {
  return stub.decideSuggestion({ by: { user: BOB }, suggestionId: id, kind, part });
}

/** A suggestion at the newest version, or at another one. */
export async function suggestionOf(
  stub: Stub,
  { id }: Pick<Suggestion, 'id'>,
  version: number | null = null,
): Promise<Suggestion> {
  const { from: _, ...suggestion } = answered(await stub.suggestion({ suggestionId: id, version }));
  return suggestion;
}

/** The newest text. */
export async function textOf(stub: Stub): Promise<string> {
  const ops = JSON.parse(answered(await stub.read(null)).ops) as { insert: string }[];
  return ops.map(({ insert }) => insert).join('');
}
