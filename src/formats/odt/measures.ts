/** A level of indents, in inches. */
export const LEVEL_INCHES = 0.5;

const UNITS: Readonly<Record<string, number>> = {
  in: 1,
  inch: 1,
  cm: 1 / 2.54,
  mm: 1 / 25.4,
  pt: 1 / 72,
  pc: 1 / 6,
  px: 1 / 96,
};

/** A measure with its unit, in inches; null for none, and for a part of something else. */
export function inches(measure: string | undefined): number | null {
  const [, number, unit = ''] = /^(-?[\d.]{1,20})(in|inch|cm|mm|pt|pc|px)$/.exec(measure ?? '') ?? [];
  const scale = UNITS[unit];
  return number === undefined || scale === undefined || Number.isNaN(Number(number))
    ? null
    : Number(number) * scale;
}

/** A measure in pixels of CSS; null for none. */
export function pixels(measure: string | undefined): number | null {
  const size = inches(measure);
  return size === null ? null : size * 96;
}

/** Pixels of CSS as a measure. */
export function measureOf(px: number): string {
  return `${Number((px / 96).toFixed(4))}in`;
}
