import type { Attributes, Embed } from '../../../src/ot/op.ts';

/** The words in place of an image that a document cannot have: its description. */
export function insteadOf(embed: Embed, attributes: Attributes | undefined): string {
  return 'image' in embed && typeof attributes?.alt === 'string' ? attributes.alt : '';
}
