/** A route as OpenAPI or Hono names it: `{id}` or `:id` stands for one segment. */
export interface DeclaredRoute {
  method: string;
  path: string;
}

/** The methods of a path, in capitals and in order; empty for a path without a route. `HEAD` goes with `GET`. */
export function methodTable(routes: Iterable<DeclaredRoute>): (path: string) => string[] {
  const table = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  for (const { method, path } of routes) {
    const entry = table.get(path) ?? { pattern: toPattern(path), methods: new Set<string>() };
    entry.methods.add(method.toUpperCase());
    if (method.toUpperCase() === 'GET') entry.methods.add('HEAD');
    table.set(path, entry);
  }
  const entries = [...table.values()];
  return (path) => {
    const found = entries.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]);
    return [...new Set(found)].sort();
  };
}

function toPattern(path: string): RegExp {
  const segments = path.split('/').map((segment) => {
    if (/^\{.*\}$|^:/.test(segment)) return '[^/]+';
    return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}$`);
}
