import type { Mutant } from '../mutants.ts';

/** Every fault of the layers that their simulation provably detects. */
export const REVIEW_MUTANTS: readonly Mutant[] = [
  {
    name: 'a layer transformed with the wrong priority',
    file: 'web/collab/layers/layer.ts',
    snippet: `import { transformAfter } from '../../../src/ot/transform.ts';`,
    instead: `import { transformBefore as transformAfter } from '../../../src/ot/transform.ts';`,
    seen: /the server|the view is|broken/,
  },
  {
    name: 'a view transformed by the suggestion instead of what it adds',
    file: 'src/ot/suggestions/marked.ts',
    snippet: `else if ('delete' in op) out.retain(op.delete, { [DELETED]: id });`,
    instead: `else if ('delete' in op) out.delete(op.delete);`,
    seen: /the view is|broken/,
  },
  {
    name: 'an edit of the view taken for an edit of the text',
    file: 'web/collab/layers/layers.ts',
    snippet: 'if (routed.operation.length > 0) client().edit(routed.operation);',
    instead: 'if (edit.length > 0) client().edit(edit);',
    seen: /the view is|the text holds|would send a mark|broken/,
  },
  {
    name: 'an inverse of the layers taken at the received text',
    file: 'web/collab/layers/layers.ts',
    snippet: 'const routed = routeEdit(edit, this.#over, routing);',
    instead: 'const routed = routeEdit(edit, shownOver(this.#layers, []), routing);',
    seen: /the view is|the text holds|typed at|broken|undo stack|stopped/,
  },
  {
    name: 'layers rebased over a composed entry',
    file: 'web/collab/layers/layers.ts',
    snippet: 'if (composed && layer.draft === null) return [];',
    instead: '',
    seen: /the server/,
  },
  {
    name: 'operations applied before the decision that explains them',
    file: 'web/collab/layers/layers.ts',
    snippet: 'const messages = this.#frames.due(to);',
    instead: 'const messages: ReviewMessage[] = []; queueMicrotask(() => this.#takeDue());',
    seen: /a decision|broken/,
  },
  {
    name: 'marks that are not made again',
    file: 'web/collab/layers/turn.ts',
    snippet: 'between(transformAfter(before, shown), after)',
    instead: '[]',
    seen: /the view is/,
  },
  {
    name: 'what becomes text drawn again, for letters of another to stay',
    file: 'src/ot/suggestions/gap-diff.ts',
    snippet: 'const BECOMES_TEXT = 1_000;',
    instead: 'const BECOMES_TEXT = 7;',
    seen: /a decision drew/,
  },
  {
    name: 'marks that go down',
    file: 'web/collab/layers/route-edit.ts',
    snippet: 'const plain = withoutMarks(op.attributes);',
    instead: 'const plain = op.attributes;',
    seen: /would send a mark|the view is|undo stack/,
  },
  {
    name: 'a frame of review taken before its version',
    file: 'web/collab/layers/review-frames.ts',
    snippet: 'if (message.version === version) return message;',
    instead: 'return message;',
    seen: /the server|the view is|broken/,
  },
];
