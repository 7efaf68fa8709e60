/** A mention as a program shows it that does not know whom or what it names. */
export function shownMention(value: string): string {
  const [, kind, rest] = /^(user|doc|date):(.+)$/s.exec(value) ?? [];
  if (rest === undefined) return `@${value}`;
  return kind === 'date' ? rest : `@${rest}`;
}
