import { readMention } from './mention.ts';
import type { Embed } from './op.ts';

/**
 * The words in an embed that a reader of the document reads, for search: the text of a footnote, the name or the date
 * of a mention. Empty for any other embed: an id or an address is not what people look for.
 */
export function embedWords(embed: Embed): string {
  if (typeof embed.footnote === 'string') return embed.footnote;
  if (typeof embed.mention !== 'string') return '';
  const mention = readMention(embed.mention);
  if (mention.of === 'date') return mention.date;
  return mention.of === 'name' ? mention.name : '';
}
