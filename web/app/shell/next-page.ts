/** Where to go after signing in, as the search of the page's address says: only ever a path of this app. */
export function nextPage(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}

/** The same search without what is good once or for one showing only. */
export function withoutOnce(search: string): string {
  const parameters = new URLSearchParams(search);
  for (const name of ['ticket', 'methods', 'error']) parameters.delete(name);
  return parameters.toString();
}
