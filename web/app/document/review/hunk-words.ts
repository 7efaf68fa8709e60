import type { ShownHunk } from '../../../collab/index.ts';
import type { Messages } from '../../../ui/i18n/en.ts';

/** A hunk with the text that it only formats; '' where it inserts or deletes. */
export interface ReadHunk extends ShownHunk {
  formatted: string;
}

/** The first hunks of a suggestion, from left to right, and how many it has. */
export interface HunksRead {
  first: readonly ReadHunk[];
  count: number;
}

/** What stands for an embed in the strings of a hunk. */
const EMBED = '\ufffc';

/** A text of a hunk as it is read: on one line, with a word for each embed. */
export function readable(text: string, { embed }: Messages['suggestions']): string {
  return text.replaceAll('\n', ' ⏎ ').replaceAll(EMBED, ` [${embed}] `).replaceAll(/ {2,}/g, ' ');
}

/** The first `most` units of a text, and an ellipsis where it goes on. */
export function excerpt(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed().trimEnd()}…`;
}

/** The formats that a hunk changes, in words; '' for none. */
export function formatsOf({ formats }: ShownHunk, words: Messages['suggestions']): string {
  const named = Object.entries(formats ?? {}).map(([name, value]) => {
    const word = words.formats[name] ?? words.otherFormat;
    return value === null || value === false ? words.without(word) : word;
  });
  return [...new Set(named)].join(', ');
}

/** A hunk in one phrase, such as `replace “cat” with “dog”`; each text of up to `most` units. */
export function phraseOf(hunk: ReadHunk, words: Messages['suggestions'], most: number): string {
  const [deleted, inserted, formatted] = [hunk.deleted, hunk.inserted, hunk.formatted].map((text) =>
    excerpt(readable(text, words).trim(), most),
  ) as [string, string, string];
  const formats = formatsOf(hunk, words);
  const phrases = [
    ...(hunk.deleted !== '' && hunk.inserted !== '' ? [words.replace(deleted, inserted)] : []),
    ...(hunk.deleted !== '' && hunk.inserted === '' ? [words.delete(deleted)] : []),
    ...(hunk.deleted === '' && hunk.inserted !== '' ? [words.insert(inserted)] : []),
    ...(formats === '' ? [] : [words.format(formatted, formats)]),
  ];
  return phrases.join(', ');
}

/** How many hunks `changeOf` names. */
export const NAMED = 2;

/** A suggestion in one phrase: its first hunks, and how many more there are. */
export function changeOf({ first, count }: HunksRead, words: Messages['suggestions'], most = 60): string {
  if (count === 0) return words.nothing;
  const named = first.slice(0, NAMED).map((hunk) => phraseOf(hunk, words, most));
  return [...named, ...(count > NAMED ? [words.more(count - NAMED)] : [])].join('; ');
}

/** Whether two states of hunks read the same: where they are does not count. */
export function readsSame(one: HunksRead, other: HunksRead): boolean {
  return (
    one.count === other.count &&
    one.first.length === other.first.length &&
    one.first.every((hunk, n) => {
      const { number, deleted, inserted, formatted, formats } = other.first[n] as ReadHunk;
      return (
        hunk.number === number &&
        hunk.deleted === deleted &&
        hunk.inserted === inserted &&
        hunk.formatted === formatted &&
        JSON.stringify(hunk.formats) === JSON.stringify(formats)
      );
    })
  );
}
