import { type Facts, type Place, parseMembers, type Section } from './sections.ts';

const ROW_BYTES = 256 * 1024;
// A unit is at most 3 bytes of UTF-8.
const UNIT_BYTES = 3;

/**
 * The longest section that is one row with its brackets. A row is short because a reader of a long text is busy while
 * the next one is read, and the checkpoint of a short text is one row.
 */
export const SECTION_BYTES = ROW_BYTES - 2;

/** What a checkpoint knows of each of its sections, in their order, and in how many rows it lies. */
export type Note = Facts & { readonly rows: number };

/** One row of a text: new, or the same as one of another version. */
export type Row = { data: string } | { version: number; part: number };

/** The stored sections of `version`. `read` returns that many rows from a part on, joined. */
export function storedSections(
  version: number,
  notes: readonly Note[],
  read: (part: number, rows: number) => string,
): Section[] {
  let part = 0;
  return notes.map(({ rows, ...facts }, i) => {
    const place = { version, part, rows, opens: i === 0, closes: i === notes.length - 1 };
    part += rows;
    const json = (): string => read(place.part, rows).slice(1, place.closes ? -1 : undefined);
    return { ...facts, place, json, ops: () => parseMembers(json()) };
  });
}

/** The rows of each section of a text, of at most `limit` bytes each. All of them joined are its JSON. */
export function* rowsOf(text: readonly Section[], limit = ROW_BYTES): Iterable<Row[]> {
  for (const [i, section] of text.entries()) {
    const opens = i === 0;
    const closes = i === text.length - 1;
    if (staysIn(section.place, opens, closes)) yield copied(section.place);
    else {
      const json = `${opens ? '[' : ','}${section.json()}${closes ? ']' : ''}`;
      yield cut(json, section.size.bytes + (closes ? 2 : 1), limit);
    }
  }
}

/** What a checkpoint remembers of a section in `rows` rows. */
export function noteOf({ length, first, last, size, wellFormed }: Section, rows: number): Note {
  return { length, first, last, size, wellFormed, rows };
}

function staysIn(place: Place | null, opens: boolean, closes: boolean): place is Place {
  return place !== null && place.opens === opens && place.closes === closes;
}

function copied({ version, part, rows }: Place): Row[] {
  return Array.from({ length: rows }, (_, i) => ({ version, part: part + i }));
}

function cut(json: string, bytes: number, limit: number): Row[] {
  if (bytes <= limit) return [{ data: json }];
  const units = bytes === json.length ? limit : Math.floor(limit / UNIT_BYTES);
  const rows: Row[] = [];
  for (let start = 0; start < json.length; ) {
    let end = Math.min(json.length, start + units);
    const unit = json.charCodeAt(end - 1);
    if (end < json.length && unit >= 0xd800 && unit <= 0xdbff) end--;
    rows.push({ data: json.slice(start, end) });
    start = end;
  }
  return rows;
}
