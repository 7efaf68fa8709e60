import { type FieldError, Problem } from '../platform/problem/problem.ts';

/** A replacement of a stretch of text, which must stand in it exactly once. */
export interface FoundEdit {
  find: string;
  replace: string;
}

const PLACES_NAMED = 10;
// Units that are looked through: a second or two.
const MOST_WORK = 500_000_000;

/**
 * `text` with all of these replacements, each found in `text` as it was. Throws 422 `find_missing` and
 * `find_ambiguous`, with the places, and `invalid_request` for two that overlap; 413 `too_large` for too many in a long
 * text: then nothing is replaced.
 */
export function applyEdits(text: string, edits: readonly FoundEdit[]): string {
  if (text.length * edits.length > MOST_WORK) {
    const most = Math.floor(MOST_WORK / text.length);
    throw new Problem(413, 'too_large', `A text of this length takes at most ${most} edits at once.`);
  }
  const nameOf = namesIn(text);
  const places = edits.map(({ find }) => placesOf(text, find));
  refuse(places, 0, 'find_missing', 'does not stand in the text');
  refuse(places, 2, 'find_ambiguous', 'stands in the text more than once', (found) => ` ${nameOf(found)}`);
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

// Knuth, Morris and Pratt: `indexOf` takes the product of both lengths where both repeat themselves.
function placesOf(text: string, find: string): number[] {
  const borders = bordersOf(find);
  const places: number[] = [];
  let met = 0;
  for (let at = text.indexOf(find[0] as string); at >= 0 && at < text.length; at++) {
    const unit = text.charCodeAt(at);
    while (met > 0 && (met === find.length || find.charCodeAt(met) !== unit))
      met = borders[met - 1] as number;
    if (find.charCodeAt(met) === unit) met++;
    if (met < find.length) continue;
    places.push(at - met + 1);
    if (places.length > PLACES_NAMED) break;
  }
  return places;
}

// For each beginning of `find`: the length of its longest end, shorter than itself, that `find` begins with.
function bordersOf(find: string): Uint32Array {
  const borders = new Uint32Array(find.length);
  for (let at = 1, length = 0; at < find.length; at++) {
    const unit = find.charCodeAt(at);
    while (length > 0 && find.charCodeAt(length) !== unit) length = borders[length - 1] as number;
    if (find.charCodeAt(length) === unit) length++;
    borders[at] = length;
  }
  return borders;
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

// Names places by line and column. The text is read once, for however many.
function namesIn(text: string): (places: readonly number[]) => string {
  let starts: number[] | null = null;
  return (places) => {
    starts ??= lineStarts(text);
    const shown = places.slice(0, PLACES_NAMED).map((at) => {
      const line = lineAt(starts as number[], at);
      return `${line + 1}:${at - ((starts as number[])[line] as number) + 1}`;
    });
    return `(line:column ${shown.join(', ')}${places.length > PLACES_NAMED ? ' …' : ''})`;
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

// The last line that begins at or before a place.
function lineAt(starts: readonly number[], place: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] as number) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
