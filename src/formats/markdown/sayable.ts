import { sameAttributes } from '../../ot/attributes.ts';
import type { Attributes } from '../../ot/op.ts';
import { embedType, type Run } from '../blocks/lines.ts';
import { HIGHLIGHT } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';

const MARKS = ['bold', 'italic', 'strike', 'underline', 'code', 'script', 'link'];
/** Marks that delimiters write: none of these begins or ends with a space. */
const DELIMITED = ['bold', 'italic', 'strike', 'background'];
const OF_IMAGES = ['alt', 'width', 'height'];

/** The runs of a line with the marks that Markdown can say; what it cannot is counted. */
export function sayable(runs: readonly Run[], warnings: Warnings): Run[] {
  const kept = runs.map(({ insert, attributes = {} }): Run => {
    const type = typeof insert === 'string' ? null : embedType(insert);
    const marks: Attributes = {};
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === false || value === '') continue;
      const isImages = type === 'image' && OF_IMAGES.includes(name);
      const isOn = MARKS.includes(name) && !(name === 'code' && type !== null);
      if (isOn || isImages || (name === 'background' && value === HIGHLIGHT)) marks[name] = value;
      else if (name === 'color' || name === 'background') warnings.add('colors');
    }
    return { insert, attributes: marks };
  });
  return joined(DELIMITED.reduce(withoutOuterSpaces, kept));
}

/** Equal neighbours as one run; no run without text. */
export function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    if (run.insert === '') continue;
    const last = result.at(-1);
    if (
      typeof last?.insert === 'string' &&
      typeof run.insert === 'string' &&
      sameAttributes(last.attributes ?? {}, run.attributes ?? {})
    )
      result[result.length - 1] = { insert: last.insert + run.insert, attributes: last.attributes };
    else result.push(run);
  }
  return result;
}

// A mark that begins or ends with spaces looks the same without them, and can be written.
function withoutOuterSpaces(runs: readonly Run[], name: string): Run[] {
  const result: Run[] = [];
  for (const [at, run] of runs.entries()) {
    const { insert, attributes = {} } = run;
    const value = attributes[name];
    if (typeof insert !== 'string' || value === undefined || attributes.code === true) {
      result.push(run);
      continue;
    }
    const { [name]: _, ...rest } = attributes;
    const begins = !continues(runs, at, name, -1);
    const ends = !continues(runs, at, name, 1);
    const lead = begins ? (/^\s+/.exec(insert)?.[0] ?? '') : '';
    const inner = insert.slice(lead.length);
    const trail = ends ? (/\s+$/.exec(inner)?.[0] ?? '') : '';
    result.push({ insert: lead, attributes: rest });
    result.push({ insert: inner.slice(0, inner.length - trail.length), attributes });
    result.push({ insert: trail, attributes: rest });
  }
  return result.filter(({ insert }) => insert !== '');
}

// Whether the mark goes on with something that is not a space.
function continues(runs: readonly Run[], at: number, name: string, step: 1 | -1): boolean {
  const value = runs[at]?.attributes?.[name];
  for (let i = at + step; runs[i]?.attributes?.[name] === value && runs[i] !== undefined; i += step) {
    const { insert, attributes } = runs[i] as Run;
    if (typeof insert !== 'string' || /\S/.test(insert) || attributes?.code === true) return true;
  }
  return false;
}
