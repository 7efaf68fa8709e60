/** The page to open after signing in, from the search of the page's address: always a path of this app. */
export function nextPage(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}

/** The same search without parameters that are valid only once. */
export function withoutOnce(search: string): string {
  const parameters = new URLSearchParams(search);
  for (const name of ['ticket', 'methods', 'error']) parameters.delete(name);
  return parameters.toString();
}
