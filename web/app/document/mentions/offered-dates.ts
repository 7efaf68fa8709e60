import { matching } from '../../../editor/mentions/typed-mention.ts';

/** The words for days. */
export interface DayWords {
  today: string;
  tomorrow: string;
  yesterday: string;
  /** The first such day of the week after today. */
  next(weekday: string): string;
}

/** A day that can be mentioned. */
export interface OfferedDate {
  /** `YYYY-MM-DD`. */
  date: string;
  /** What it is called. */
  name: string;
  /** The day as it is written in `language`. */
  written: string;
}

/** The days that `query` may mean, the likeliest first: by a name, or as `2026-12-24`. Without letters, a few near ones. */
export function offeredDates(query: string, now: Date, words: DayWords, language?: string): OfferedDate[] {
  const day = (away: number, name: (date: Date) => string): OfferedDate => {
    // Noon: no change of the clocks makes it another day.
    const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + away, 12);
    return { date: isoOf(date), name: name(date), written: writtenOf(date, language) };
  };
  const weekday = (date: Date) => date.toLocaleDateString(language, { weekday: 'long' });
  const toMonday = ((8 - now.getDay()) % 7 || 7) as number;
  const days = [
    day(0, () => words.today),
    day(1, () => words.tomorrow),
    day(toMonday, (date) => words.next(weekday(date))),
    ...[1, 2, 3, 4, 5, 6, 7]
      .filter((away) => away !== toMonday)
      .map((away) => day(away, (date) => words.next(weekday(date)))),
    day(-1, () => words.yesterday),
  ];
  if (query === '') return days.slice(0, 3);
  const exact = exactDate(query);
  if (exact !== null) {
    const written = writtenOf(exact, language);
    return [{ date: query, name: written, written: '' }];
  }
  return matching(days, query);
}

function exactDate(query: string): Date | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(query);
  if (match === null) return null;
  const date = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]), 12);
  return isoOf(date) === query ? date : null;
}

function isoOf(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function writtenOf(date: Date, language: string | undefined): string {
  return date.toLocaleDateString(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
}
