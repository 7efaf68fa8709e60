import { de } from './de.ts';
import { en } from './en.ts';
import type { Texts } from './words.ts';

/** Every language of mails, by its BCP 47 primary subtag. To add one, add a file and a line here. */
export const CATALOGUE: Readonly<Record<string, Texts>> = { en, de };

/** The texts for a user's `preferences.language` (`de`, `de-AT`); English for an unknown one. */
export function textsFor(language: unknown): Texts {
  const primary = typeof language === 'string' ? language.toLowerCase().split(/[-_]/)[0] : undefined;
  return primary !== undefined && Object.hasOwn(CATALOGUE, primary) ? (CATALOGUE[primary] ?? en) : en;
}
