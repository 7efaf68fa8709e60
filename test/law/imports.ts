import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';

/** One import in a file: of another file, by its path from the root, or of a package. */
export interface Import {
  from: string;
  to: string;
  isPackage: boolean;
}

const FOLDERS = ['src', 'durable-objects', 'web'];
const SPECIFIER =
  /(?:^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*|^\s*import\s*|\bimport\(\s*)(['"])([^'"\n]+)\1/gm;

/** The imports in the text of a file, in order; `from` is its path from the root. */
export function importsIn(from: string, text: string): Import[] {
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  return [...code.matchAll(SPECIFIER)].map(([, , specifier = '']) =>
    specifier.startsWith('.')
      ? { from, to: posix.join(posix.dirname(from), specifier.split('?')[0] ?? ''), isPackage: false }
      : { from, to: specifier, isPackage: true },
  );
}

/** Every import of the product. */
export function allImports(root: string): Import[] {
  return FOLDERS.flatMap((folder) => filesIn(root, folder)).flatMap((path) =>
    importsIn(path, readFileSync(join(root, path), 'utf8')),
  );
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|dist)\/|\.config\.ts$/.test(path))
    .sort();
}

/** Groups of folders that import each other in a circle, each sorted; empty without one. */
export function knots(imports: readonly Import[], folderOf: (path: string) => string): string[][] {
  const edges = new Map<string, Set<string>>();
  for (const { from, to, isPackage } of imports) {
    if (isPackage || folderOf(from) === folderOf(to)) continue;
    const next = edges.get(folderOf(from)) ?? new Set();
    edges.set(folderOf(from), next.add(folderOf(to)));
  }
  const reaches = (start: string): Set<string> => {
    const seen = new Set<string>();
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const next of edges.get(at) ?? []) if (!seen.has(next)) seen.add(next) && open.push(next);
    }
    return seen;
  };
  const reached = new Map([...edges.keys()].map((folder) => [folder, reaches(folder)]));
  const found = new Map<string, string[]>();
  for (const [folder, others] of reached) {
    if (!others.has(folder)) continue;
    const knot = [...others].filter((other) => reached.get(other)?.has(folder)).sort();
    found.set(knot.join(), knot);
  }
  return [...found.values()];
}
