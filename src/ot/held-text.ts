/** Text that is known, or a number of units that are not. */
export type Piece = string | number;

/** The text of a range: known as a whole, or at its two ends with `gap` units between them. */
export interface Held {
  readonly head: string;
  readonly gap: number;
  readonly tail: string;
}

/** How long a text is, in UTF-16 units. */
export function heldLength({ head, gap, tail }: Held): number {
  return head.length + gap + tail.length;
}

/** The text that these pieces give. Of a long one, up to `edge` units are known at each end. */
export function pack(pieces: readonly Piece[], edge: number): Held {
  const first = pieces.findIndex((piece) => typeof piece === 'number' && piece > 0);
  if (first < 0) {
    const text = pieces.filter((piece) => typeof piece === 'string').join('');
    return text.length <= 2 * edge
      ? { head: text, gap: 0, tail: '' }
      : { head: text.slice(0, edge), gap: text.length - 2 * edge, tail: text.slice(-edge) };
  }
  const last = pieces.findLastIndex((piece) => typeof piece === 'number' && piece > 0);
  const head = pieces.slice(0, first).join('').slice(0, edge);
  const end = pieces.slice(last + 1).join('');
  const tail = end.slice(Math.max(0, end.length - edge));
  const length = pieces.reduce<number>((sum, piece) => sum + unitsOf(piece), 0);
  return { head, gap: length - head.length - tail.length, tail };
}

/** The part of a text from unit `from` up to unit `to`. */
export function slice({ head, gap, tail }: Held, from: number, to: number): Piece[] {
  const afterGap = head.length + gap;
  const unknown = Math.min(to, afterGap) - Math.max(from, head.length);
  const parts: Piece[] = [
    head.slice(from, to),
    Math.max(0, unknown),
    tail.slice(Math.max(0, from - afterGap), Math.max(0, to - afterGap)),
  ];
  return parts.filter((part) => unitsOf(part) > 0);
}

/** The text of these pieces; null when a part of it is not known. */
export function textOf(pieces: readonly Piece[]): string | null {
  return pieces.every((piece) => typeof piece === 'string') ? pieces.join('') : null;
}

function unitsOf(piece: Piece): number {
  return typeof piece === 'string' ? piece.length : piece;
}
