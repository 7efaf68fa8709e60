import type { FeedbackType, ZxcvbnFactory } from '@zxcvbn-ts/core';

/**
 * A password must take at least as many guesses as eight characters without any pattern: 10^8, where each character
 * counts as one of ten (zxcvbn). What is in lists of breached passwords takes fewer than 10^5, variations of them ("P4ssw0rd2024!")
 * about 10^7. Sign-in lets an attacker make 10^6 guesses in two years; composition rules are not asked for (NIST
 * SP 800-63B 3.1.1.2, ASVS 2.1.9).
 */
export const ENOUGH_GUESSES = 1e8;

/** Of a longer password only the beginning is looked at: the time that it takes grows with the length. */
export const ANALYSED_LENGTH = 64;

/**
 * Why a password is too easy to guess, as advice to the user; null when it is not. `about`: what is known of them (name,
 * address), which guessers try first. Takes up to 30 ms of CPU, and 50 ms more the first time in an isolate.
 */
export async function weakness(password: string, about: readonly string[]): Promise<string | null> {
  loading ??= load();
  const estimator = await loading;
  const beginning = password.normalize('NFC').slice(0, ANALYSED_LENGTH);
  const { guesses, feedback } = estimator.check(beginning, [...PRODUCT, ...wordsOf(about)]);
  return guesses >= ENOUGH_GUESSES ? null : advice(feedback.warning);
}

/** The words that a password about somebody would be made of: what they are called, whole and in parts. */
export function wordsOf(about: readonly string[]): string[] {
  const words = about.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return [...new Set(words.map((word) => word.toLowerCase().slice(0, ANALYSED_LENGTH)))].filter(
    (word) => word.length >= 3,
  );
}

const PRODUCT = ['octavo'];

// The lists are half a megabyte of text that few requests need: they are evaluated when the first one does. Reading them
// again cannot fail where it has not at first, so the promise may stay.
let loading: Promise<ZxcvbnFactory> | null = null;

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: ANALYSED_LENGTH });
}

function advice(warning: FeedbackType['warning']): string {
  const why = (warning && WARNINGS[warning]) ?? 'This password is easy to guess.';
  return `${why} Three or four unrelated words make a good one.`;
}

const COMMON = 'This is among the passwords that are tried first.';
const WARNINGS: Record<string, string> = {
  topTen: COMMON,
  topHundred: COMMON,
  common: COMMON,
  pwned: COMMON,
  similarToCommon: 'This is a variation of a password that is tried first.',
  userInputs: 'This is made of your name or address.',
  simpleRepeat: 'Repeated characters are easy to guess.',
  extendedRepeat: 'Repetitions are easy to guess.',
  sequences: 'Sequences like “abc” or “6543” are easy to guess.',
  recentYears: 'Years are easy to guess.',
  dates: 'Dates are easy to guess.',
  straightRow: 'Rows of keys are easy to guess.',
  keyPattern: 'Short patterns of keys are easy to guess.',
  wordByItself: 'A single word is easy to guess.',
  namesByThemselves: 'A single name is easy to guess.',
  commonNames: 'Common names are easy to guess.',
};
