import { Parchment } from 'quill/core.js';
import { FORMATS } from '../../../src/ot/formats.ts';

const { Attributor, Scope } = Parchment;

/** A format of lines that the table of formats checks, kept as it is in a data attribute. */
class LineAttributor extends Attributor {
  constructor(name: string) {
    super(name, `data-${name}`, { scope: Scope.BLOCK });
  }

  override canAdd(_node: HTMLElement, value: unknown): boolean {
    return this.fitted(value) !== undefined;
  }

  override value(node: HTMLElement): unknown {
    return this.fitted(node.getAttribute(this.keyName)) ?? '';
  }

  private fitted(value: unknown) {
    return FORMATS.get(this.attrName)?.values.fit(value, null);
  }
}

/** The formats that a line has beside what kind of line it is. */
export const LINE_ATTRIBUTORS = ['cell', 'cell-head', 'cell-width', 'callout'].map(
  (name) => new LineAttributor(name),
);
