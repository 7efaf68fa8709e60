import { type FieldError, Problem } from '../platform/problem/problem.ts';

/** A replacement of a stretch of text, which must stand in it exactly once. */
export interface FoundEdit {
  find: string;
  replace: string;
}

const PLACES_NAMED = 10;

/**
 * `text` with all of these replacements, each found in `text` as it was. Throws 422 `find_missing` and
 * `find_ambiguous`, with the places, and `invalid_request` for two that overlap: then nothing is replaced.
 */
export function applyEdits(text: string, edits: readonly FoundEdit[]): string {
  const places = edits.map(({ find }) => placesOf(text, find));
  refuse(places, 0, 'find_missing', 'does not stand in the text');
  refuse(
    places,
    2,
    'find_ambiguous',
    'stands in the text more than once',
    (found) => ` ${named(text, found)}`,
  );
  const ordered = edits
    .map((edit, index) => ({ ...edit, index, at: places[index]?.[0] ?? 0 }))
    .sort((a, b) => a.at - b.at);
  let replaced = '';
  let position = 0;
  for (const { find, replace, index, at } of ordered) {
    if (at < position) {
      const message = 'overlaps another of the edits';
      throw new Problem(422, 'invalid_request', `edits[${index}].find ${message}.`, {
        errors: [{ path: `edits[${index}].find`, message }],
      });
    }
    replaced += text.slice(position, at) + replace;
    position = at + find.length;
  }
  return replaced + text.slice(position);
}

function placesOf(text: string, find: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(find); at >= 0 && places.length <= PLACES_NAMED; at = text.indexOf(find, at + 1))
    places.push(at);
  return places;
}

// Those with no place, or with two or more.
function refuse(
  places: readonly number[][],
  count: 0 | 2,
  code: 'find_missing' | 'find_ambiguous',
  means: string,
  more: (found: readonly number[]) => string = () => '',
): void {
  const errors: FieldError[] = [];
  for (const [index, found] of places.entries()) {
    const isWrong = count === 0 ? found.length === 0 : found.length >= 2;
    if (isWrong) errors.push({ path: `edits[${index}].find`, message: `${means}${more(found)}` });
  }
  const [first] = errors;
  if (first !== undefined) throw new Problem(422, code, `${first.path} ${first.message}.`, { errors });
}

function named(text: string, places: readonly number[]): string {
  const shown = places.slice(0, PLACES_NAMED).map((at) => {
    const line = text.lastIndexOf('\n', at - 1) + 1;
    return `${text.slice(0, at).split('\n').length}:${at - line + 1}`;
  });
  return `(line:column ${shown.join(', ')}${places.length > PLACES_NAMED ? ' …' : ''})`;
}
