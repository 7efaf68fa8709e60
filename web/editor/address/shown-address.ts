/**
 * An address as it may be shown without deceiving: of the place that it leads to first the host, as the browser names it
 * where letters of it look like others, and without a name before an `@`; characters that hide or reorder text are
 * percent-encoded.
 */
export function shownAddress(address: string): string {
  const url = URL.parse(address);
  if (url === null || url.host === '') return visible(address.replace(/^(mailto|tel):/i, ''));
  const rest = /^[a-z]+:[\\/]*[^\\/?#]*(.*)$/is.exec(address.trim())?.[1] ?? '';
  const written = hostIn(address);
  const port = url.port === '' ? '' : `:${url.port}`;
  const host = written !== null && isPlainHost(written, url.hostname) ? written : url.hostname;
  return `${shortHost(host)}${port}${visible(rest)}`;
}

// The end of a name says whose it is.
const LONGEST_HOST = 48;

function shortHost(host: string): string {
  return host.length > LONGEST_HOST ? `…${host.slice(-LONGEST_HOST)}` : host;
}

/** The host as it is written; null where it stands behind a name, or is not to be found. */
function hostIn(address: string): string | null {
  const authority = /^[a-z]+:[\\/]*([^\\/?#]*)/i.exec(address.trim())?.[1] ?? '';
  return authority.includes('@') ? null : authority.replace(/:\d*$/, '').toLowerCase();
}

// Labels of one script each, in a domain of that script where it has letters that look like Latin ones.
function isPlainHost(written: string, ascii: string): boolean {
  if (written === ascii) return true;
  const labels = written.split('.');
  const last = labels.at(-1) ?? '';
  return labels.every((label) => {
    if (/^[\x21-\x7e]*$/.test(label)) return true;
    if (!LABELS.some((script) => script.test(label))) return false;
    return !LOOKALIKE.test(label) || LOOKALIKE.test(last);
  });
}

// A label of one script alone. Of the Latin letters beyond ASCII those of European languages, without the ones that look
// like another letter (ı, ĸ, ŀ, ŉ, ſ); with Han and Kana no Latin ones: the mark of length looks like a dash.
const LABELS = [
  /^[a-z0-9\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u013f\u0141-\u0148\u014a-\u017e-]+$/u,
  /^[\p{Script=Cyrillic}0-9-]+$/u,
  /^[\p{Script=Greek}0-9-]+$/u,
  /^[\p{Script=Arabic}\p{M}0-9-]+$/u,
  /^[\p{Script=Hebrew}0-9-]+$/u,
  /^[\p{Script=Devanagari}0-9-]+$/u,
  /^[\p{Script=Thai}0-9-]+$/u,
  /^[\p{Script=Armenian}0-9-]+$/u,
  /^[\p{Script=Georgian}0-9-]+$/u,
  /^[\p{Script=Hangul}0-9-]+$/u,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc0-9-]+$/u,
];
const LOOKALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u;

/** Text without characters that cannot be seen, or that change the order of others. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]/gu, (unit) =>
    encodeURIComponent(unit.toWellFormed()),
  );
}
