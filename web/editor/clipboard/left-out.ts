import { isLinkAddress } from '../../../src/ot/addresses.ts';
import { cutDownAttributes, cutDownEmbed } from '../../../src/ot/cut-down.ts';
import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import type { Attributes, Delta, Embed } from '../../../src/ot/op.ts';
import { MAX_VALUE_LENGTH } from '../../../src/ot/values.ts';
import { isImageAddress } from '../address/image-address.ts';
import { openableLink } from '../address/link-address.ts';
import type { RefusedFile } from '../images/image-taker.ts';
import { insteadOf } from '../images/instead-of.ts';

/** Why pasted or dropped content is not in the document; the catalogue has a message for each. */
export type LeftOut = 'file' | RefusedFile | 'image' | 'longAddress' | 'embed' | 'formats';

/** `ops` reduced to what the document may have (null: any), and why anything except a format was left out. */
export function takeOps(ops: Delta, docId: string | null = null): { ops: Delta; leftOut: Set<LeftOut> } {
  const leftOut = new Set<LeftOut>();
  const taken = new DeltaBuilder();
  for (const op of ops) {
    if (!('insert' in op)) continue;
    const attributes = withAddress(op.attributes, leftOut);
    const kept = cutDownAttributes(attributes, false, null);
    if (typeof op.insert === 'string') {
      taken.insert(op.insert, kept);
      continue;
    }
    const embed = takeEmbed(op.insert, docId);
    if (typeof embed !== 'string') taken.insert(embed, kept);
    else {
      leftOut.add(embed);
      const alt = insteadOf(op.insert, op.attributes);
      if (alt !== '') taken.insert(alt, undefined);
    }
  }
  return { ops: taken.finish(), leftOut };
}

function takeEmbed(embed: Embed, docId: string | null): Embed | LeftOut {
  const address = embed.image ?? embed.video;
  if (typeof address === 'string' && address.length > MAX_VALUE_LENGTH) return 'longAddress';
  if ('image' in embed && !(typeof embed.image === 'string' && isImageAddress(embed.image))) {
    return 'image';
  }
  const taken = cutDownEmbed(embed, docId);
  return typeof taken === 'string' ? 'embed' : taken;
}

function withAddress(attributes: Attributes | undefined, leftOut: Set<LeftOut>): Attributes | undefined {
  if (typeof attributes?.link !== 'string') return attributes;
  const { link, ...rest } = attributes;
  const address = link.trim();
  if (!isLinkAddress(address) || openableLink(address) === null) return rest;
  if (address.length > MAX_VALUE_LENGTH) {
    leftOut.add('longAddress');
    return rest;
  }
  return { ...rest, link: address };
}
