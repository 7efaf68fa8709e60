import type { Embed } from '../../ot/op.ts';

/** The text that an empty element is read as. */
export function signOf(name: string, attributes: ReadonlyMap<string, string>): string | Embed {
  switch (name) {
    case 'w:noBreakHyphen':
      return '\u2011';
    case 'w:softHyphen':
      return '\u00ad';
    case 'w:tab':
    case 'w:ptab':
      return '\t';
    default:
      return attributes.get('w:type') === 'page' ? { 'page-break': true } : { 'line-break': true };
  }
}
