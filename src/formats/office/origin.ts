import type { Origin } from '../imported.ts';

/** Who wrote something, and when, as far as a file says. */
export function originFrom(author: string | undefined, date: string): Origin {
  const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(date);
  const whole = date.replace(/\.0+(?=Z|[+-]|$)/, '');
  // Programs write local times and say that they are UTC, or nothing; without a zone they are taken for UTC.
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(whole) ? whole : `${whole}Z`;
  return {
    author: author?.trim() || null,
    date: isDate && !Number.isNaN(Date.parse(zoned)) ? zoned : null,
  };
}
