import type { Delta } from '../../src/ot/op.ts';
import type { EditorPort } from '../../web/collab/ports.ts';

/** The simplest editor: a string. */
export class PlainText implements EditorPort {
  text = '';
  /** Called after every remote change. */
  changed: () => void = () => {};

  load(ops: Delta): void {
    this.text = '';
    this.apply(ops);
  }

  apply(delta: Delta): void {
    let at = 0;
    let result = '';
    for (const op of delta) {
      if ('insert' in op) result += typeof op.insert === 'string' ? op.insert : '\ufffc';
      else if ('retain' in op) {
        result += this.text.slice(at, at + op.retain);
        at += op.retain;
      } else at += op.delete;
    }
    this.text = result + this.text.slice(at);
    this.changed();
  }

  flush(): void {}
}

/** A change of plain text as a delta. */
export function change(at: number, remove: number, insert: string): Delta {
  const ops: { retain?: number; insert?: string; delete?: number }[] = [];
  if (at > 0) ops.push({ retain: at });
  if (insert !== '') ops.push({ insert });
  if (remove > 0) ops.push({ delete: remove });
  return ops as Delta;
}
