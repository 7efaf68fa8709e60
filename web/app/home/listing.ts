import type { DocumentSort } from '../../api/types.ts';

/** What of a list its address holds beside the filter. */
export interface Listing {
  /** As typed, without spaces around; empty for no search. */
  words: string;
  sort: DocumentSort;
}

/** The orders, the default first. */
export const SORTS = ['-updatedAt', '-createdAt', 'title', '-title'] as const satisfies DocumentSort[];
/** The most that the API takes. */
export const MAX_WORDS = 200;

/** Reads the search of an address; what it does not say, or says wrongly, is the default. */
export function readListing(search: string): Listing {
  const query = new URLSearchParams(search);
  const sort = SORTS.find((one) => one === query.get('sort')) ?? SORTS[0];
  return { words: (query.get('q') ?? '').trim().slice(0, MAX_WORDS), sort };
}

/** The search of an address that says this: empty for the default, else with its `?`. */
export function writeListing({ words, sort }: Listing): string {
  const query = new URLSearchParams();
  if (words.trim() !== '') query.set('q', words.trim());
  if (sort !== SORTS[0]) query.set('sort', sort);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
