import type { ItemKind } from '../blocks/model.ts';

/** A level of a list. */
export interface ListLevel {
  readonly kind: ItemKind | 'none';
  /** Whether it begins with another number than 1. */
  readonly isMoved: boolean;
}

/** The levels of a list's style, from 1. */
export type ListStyle = Map<number, ListLevel>;

const UNKNOWN: ListLevel = { kind: 'bullet', isMoved: false };
const BOXES: Readonly<Record<string, ItemKind>> = { '☐': 'unchecked', '☑': 'checked', '☒': 'checked' };

/** The level that an element of a list's style says; null for another element. */
export function levelOf(name: string, attributes: ReadonlyMap<string, string>): [number, ListLevel] | null {
  const level = Number(attributes.get('text:level')) || 0;
  switch (name) {
    case 'text:list-level-style-number': {
      const isNone = (attributes.get('style:num-format') ?? '') === '';
      const isMoved = (attributes.get('text:start-value') ?? '1') !== '1';
      return [level, { kind: isNone ? 'none' : 'ordered', isMoved: isMoved && !isNone }];
    }
    case 'text:list-level-style-bullet': {
      const bullet = attributes.get('text:bullet-char') ?? '';
      return [level, { kind: bullet === '' ? 'none' : (BOXES[bullet] ?? 'bullet'), isMoved: false }];
    }
    case 'text:list-level-style-image':
      return [level, { kind: 'bullet', isMoved: false }];
    default:
      return null;
  }
}

/** The level of a list at a depth, from 1; that of a style which is not there has bullets. */
export function listLevel(style: ListStyle | undefined, depth: number): ListLevel {
  return style?.get(depth) ?? UNKNOWN;
}
