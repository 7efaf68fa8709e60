import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vitest/config';
import { MUTANTS, type Mutant } from './mutants.ts';
import { REVIEW_MUTANTS } from './review/review-mutants.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MARK = '?mutant=';

/** The specifier to import in place of `path` to get it, and all our modules that it imports, with a mutant. */
export function mutated(path: string, { name }: Mutant): string {
  return `${path}${MARK}${encodeURIComponent(name)}`;
}

/** `text` with the mutant in it. Throws unless its snippet occurs exactly once. */
export function applyMutant({ name, file, snippet, instead }: Mutant, text: string): string {
  const [before, after, ...more] = text.split(snippet);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`'${name}' does not find its snippet exactly once in ${file}`);
  return before + instead + after;
}

/**
 * Lets a test import a module graph with one mutant beside the original graph: the mark of `mutated` is inherited by
 * all our modules that a marked module imports, and the mutant's own file is patched when it is loaded.
 */
export function mutate(): Plugin {
  return {
    name: 'mutate',
    enforce: 'pre',
    resolveId(source, importer) {
      const mark = markOf(source) ?? markOf(importer ?? '');
      const [path = ''] = source.split(MARK);
      if (mark === null || importer === undefined || !path.startsWith('.')) return null;
      return resolve(dirname(importer.split(MARK)[0] ?? ''), path) + mark;
    },
    load(id) {
      const mark = markOf(id);
      if (mark === null) return null;
      const [path = ''] = id.split(MARK);
      const name = decodeURIComponent(mark.slice(MARK.length));
      const mutant = [...MUTANTS, ...REVIEW_MUTANTS].find((each) => each.name === name);
      if (mutant === undefined) throw new Error(`there is no mutant '${name}'`);
      const text = readFileSync(path, 'utf8');
      return join(ROOT, mutant.file) === path ? applyMutant(mutant, text) : text;
    },
  };
}

function markOf(id: string): string | null {
  const at = id.indexOf(MARK);
  return at < 0 ? null : id.slice(at);
}
