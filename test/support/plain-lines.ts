import { linesOf, type Run } from '../../src/formats/blocks/lines.ts';
import type { Attributes, Delta } from '../../src/ot/op.ts';

/** The lines of a document as short strings for tests: `[list=bullet] {bold}word<divider>`. Ids of cells are left out. */
export function plainLines(document: Delta): string[] {
  return linesOf(document).map(({ runs, format }) => {
    const formats = named(format);
    return `${formats === '' ? '' : `[${formats}] `}${runs.map(plainRun).join('')}`;
  });
}

function plainRun({ insert, attributes = {} }: Run): string {
  const marks = named(attributes);
  const [type, value] = typeof insert === 'string' ? [] : (Object.entries(insert)[0] ?? []);
  const text = type === undefined ? insert : `<${type}${value === true ? '' : ` ${value}`}>`;
  return `${marks === '' ? '' : `{${marks}}`}${text}`;
}

function named(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === true || name === 'cell' ? name : `${name}=${value}`))
    .sort()
    .join(',');
}
