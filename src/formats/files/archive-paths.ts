/**
 * The paths that an address in a file of an archive may mean there, the likeliest first; none for an address that leads
 * out of the archive. Exporters write them percent-encoded or as they are.
 */
export function pathsOf(file: string, address: string): string[] {
  if (address === '' || /^(#|\/\/|[a-z][a-z0-9+.-]*:)/i.test(address)) return [];
  const plain = address.replace(/[?#].*$/s, '');
  const found = [decoded(plain), plain, decoded(address)].map((path) => resolved(file, path));
  return [...new Set(found.filter((path) => path !== null))];
}

/** Whether a path of an archive is what systems put there beside the user's files. */
export function isOfSystem(path: string): boolean {
  return /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i.test(path);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function resolved(file: string, path: string): string | null {
  const segments = /^[/\\]/.test(path) ? [] : file.split('/').slice(0, -1);
  for (const segment of path.split(/[/\\]/)) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return segments.length === 0 ? null : segments.join('/');
}
