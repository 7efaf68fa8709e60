import type { Loss } from '../../api/files.ts';
import type { Messages } from '../../ui/i18n/en.ts';

/** What could not be kept of a document, in words. A code that this page does not know is one of a newer server. */
export function lossesInWords(losses: readonly Loss[], { imports }: Messages): string {
  return losses.map(({ code, count }) => imports.losses[code]?.(count) ?? `${code} (${count})`).join(', ');
}
