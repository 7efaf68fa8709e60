import { Parchment } from 'quill/core.js';
import { DELETED, FORMATTED, INSERTED } from '../../../src/ot/marks.ts';
import { loadImagesIn } from '../blots/suggested-images.ts';
import { lineMark } from './line-marks.ts';

const { Attributor, Scope } = Parchment;

/** What a screen reader is told of marked text (WAI-ARIA 1.3). */
const ROLES: Record<string, string> = { [INSERTED]: 'insertion', [DELETED]: 'deletion' };

class MarkAttributor extends Attributor {
  override add(node: HTMLElement, value: unknown): boolean {
    if (!super.add(node, value)) return false;
    const role = ROLES[this.attrName];
    if (role !== undefined) node.setAttribute('role', role);
    if (this.attrName === INSERTED) loadImagesIn(node);
    return true;
  }

  override remove(node: HTMLElement): void {
    super.remove(node);
    const role = ROLES[this.attrName];
    if (role !== undefined && node.getAttribute('role') === role) node.removeAttribute('role');
    if (this.attrName === INSERTED) loadImagesIn(node);
  }
}

const names = [INSERTED, DELETED, FORMATTED];

/** The formats that show suggestions, by their names in Quill: the ids that a mark holds are a data attribute. */
export const MARK_FORMATS = new Map(
  names.flatMap((name) => [
    [name, new MarkAttributor(name, `data-${name}`, { scope: Scope.INLINE })] as const,
    [
      lineMark(name),
      new Attributor(lineMark(name), `data-${lineMark(name)}`, { scope: Scope.BLOCK }),
    ] as const,
  ]),
);

/** The attributes of elements that name suggestions. */
export const MARK_ATTRIBUTES = [...MARK_FORMATS.keys()].map((name) => `data-${name}`);
