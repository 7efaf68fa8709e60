/** A dot in somebody's colour, which AuthorColors knows; the name stands beside it. */
export function PersonDot({ id }: { id: string }) {
  return <span className="dot" data-by={id} aria-hidden="true" />;
}
