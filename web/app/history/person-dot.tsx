/** A dot in an author's colour, from the color sheet; the name is beside it. */
export function PersonDot({ id }: { id: string }) {
  return <span className="dot" data-by={id} aria-hidden="true" />;
}
