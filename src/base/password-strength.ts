/**
 * A password must take at least as many guesses as eight characters without any pattern: 10^8, where each character
 * counts as one of ten (zxcvbn). Entries of lists of breached passwords take fewer than 10^5, variations of them
 * ("P4ssw0rd2024!") about 10^7. Sign-in allows an attacker 10^6 guesses in two years. There are no composition rules
 * (NIST SP 800-63B 3.1.1.2, ASVS 2.1.9).
 */
export const ENOUGH_GUESSES = 1e8;

/** Only the beginning of a longer password is analysed: the time grows with the length. */
export const ANALYSED_LENGTH = 64;

/** The function that estimates guesses: a ZxcvbnFactory, made with `maxLength: ANALYSED_LENGTH`. */
export interface GuessEstimator {
  check(password: string, userInputs: string[]): { guesses: number; feedback: { warning: string | null } };
}

/** How hard a password is to guess. */
export interface PasswordStrength {
  /** 0 to 4, by powers of ten of the needed guesses; 3 is enough. */
  score: 0 | 1 | 2 | 3 | 4;
  strong: boolean;
  /** Advice; '' for a strong password. */
  advice: string;
}

/**
 * How hard a password is to guess. The server refuses by it and the browser shows it, so both say the same. `about`:
 * known facts about its user (name, address), which attackers try first.
 */
export function strengthOf(
  estimator: GuessEstimator,
  password: string,
  about: readonly string[],
): PasswordStrength {
  const beginning = password.normalize('NFC').slice(0, ANALYSED_LENGTH);
  const { guesses, feedback } = estimator.check(beginning, [...PRODUCT, ...wordsOf(about)]);
  const strong = guesses >= ENOUGH_GUESSES;
  return { score: scoreOf(guesses), strong, advice: strong ? '' : advice(feedback.warning) };
}

/**
 * The words of a password that is based on its user: the name and address, whole, in parts, and with nothing between
 * the parts ("Ada Lovelace": adalovelace too, because each further part makes a guess look harder).
 */
export function wordsOf(about: readonly string[]): string[] {
  const words = about.flatMap((text) => {
    const mailbox = text.split('@')[0] ?? '';
    const parts = mailbox.split(BETWEEN);
    return [text, mailbox, parts.join(''), parts.toReversed().join(''), ...text.split(BETWEEN)];
  });
  return [...new Set(words.map((word) => word.toLowerCase().slice(0, ANALYSED_LENGTH)))].filter(
    (word) => word.length >= 3,
  );
}

const BETWEEN = /[^\p{L}\p{N}]+/u;
const PRODUCT = ['octavo'];

function scoreOf(guesses: number): PasswordStrength['score'] {
  if (guesses < 1e3) return 0;
  if (guesses < 1e6) return 1;
  if (guesses < ENOUGH_GUESSES) return 2;
  return guesses < 1e10 ? 3 : 4;
}

function advice(warning: string | null): string {
  const why = WARNINGS[warning ?? ''] ?? 'This password is easy to guess.';
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
