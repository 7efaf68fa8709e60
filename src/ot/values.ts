import type { AttributeValue } from './op.ts';

/** The values that a format, or an embed of one type, accepts. */
export interface Values {
  /** In words that complete "must be". */
  readonly words: string;
  /** As JSON Schema, where it tells a machine more than `words`. */
  readonly schema: Readonly<Record<string, unknown>>;
  /**
   * The stored form of `value`: itself when it is accepted, else the nearest accepted value, undefined when there is
   * none. `docId` is its document, null before there is one.
   */
  fit(value: unknown, docId: string | null): Exclude<AttributeValue, null> | undefined;
}

/** The most UTF-16 units that a value may have. */
export const MAX_VALUE_LENGTH = 2_048;

/** Whether `value` is a valid string: short enough, and without lone surrogates. */
export function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_VALUE_LENGTH && value.isWellFormed();
}

/** Only `true`. An older log may have anything in its place: it counts by its truthiness, as it was drawn. */
export const ON: Values = {
  words: '`true`',
  schema: { const: true },
  fit: (value) => (value === true || (typeof value !== 'object' && Boolean(value)) ? true : undefined),
};

/** One of these words. */
export function oneOf(...values: readonly string[]): Values {
  const known = new Set<unknown>(values);
  return {
    words: anyOf(values.map((value) => `\`${value}\``)),
    schema: { enum: values },
    fit: (value) => (known.has(value) ? (value as string) : undefined),
  };
}

function anyOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

/** An integer from `least` to `most`; a string of its digits counts as the number. */
export function integer(least: number, most: number): Values {
  const isKnown = (value: number): boolean => Number.isInteger(value) && value >= least && value <= most;
  return {
    words: `an integer from ${least} to ${most}`,
    schema: { type: 'integer', minimum: least, maximum: most },
    fit(value) {
      const number = typeof value === 'string' && /^[1-9]\d*$/.test(value) ? Number(value) : value;
      return typeof number === 'number' && isKnown(number) ? number : undefined;
    },
  };
}

/** A string of up to 2,048 units for which `accepts` holds. */
export function text(
  words: string,
  accepts: (value: string, docId: string | null) => boolean = () => true,
): Values {
  return {
    words,
    schema: { type: 'string', maxLength: MAX_VALUE_LENGTH },
    fit: (value, docId) => (isShortText(value) && accepts(value, docId) ? value : undefined),
  };
}

/** The values that `first` accepts, or else those of `second`. */
export function either(first: Values, second: Values): Values {
  return {
    words: `${first.words} or ${second.words}`,
    schema: { oneOf: [first.schema, second.schema] },
    fit(value, docId) {
      if (first.fit(value, docId) === value) return value as AttributeValue & string;
      return second.fit(value, docId) ?? first.fit(value, docId);
    },
  };
}
