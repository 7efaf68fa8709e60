/**
 * `next` as a path of this origin, or `fallback` when it is anything else: another site, another scheme, the API, or text
 * that a browser would read as one of these (backslashes, tabs, `//`, `/.//`). OWASP ASVS 5.1.5: no open redirects.
 */
export function ownPath(next: string | undefined, origin: string, fallback = '/'): string {
  if (next === undefined || !next.startsWith('/') || next.length > 2000) return fallback;
  let url: URL;
  try {
    url = new URL(next, origin);
  } catch {
    return fallback;
  }
  if (url.origin !== origin || url.username !== '' || url.password !== '') return fallback;
  const path = `${url.pathname}${url.search}${url.hash}`;
  // The path may begin with two slashes only after the parser has normalised it.
  if (path.startsWith('//') || path.startsWith('/v1/')) return fallback;
  return path;
}
