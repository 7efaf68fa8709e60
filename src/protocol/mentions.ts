/** A mention in the body of a comment; its group is the id. */
export const MENTION = /<@([A-Za-z0-9_-]{16,36})>/g;

/** The ids that `<@userId>` mentions in a comment, each once, in order. What is malformed is plain text. */
export function mentionedIn(body: string): string[] {
  return [...new Set(Array.from(body.matchAll(MENTION), ([, id]) => id as string))];
}

/** A comment as people read it: `@name` in place of each mention; one of an unknown person stays as it is. */
export function readableBody(body: string, mentions: readonly { id: string; name: string }[]): string {
  const nameOf = new Map(mentions.map(({ id, name }) => [id, name]));
  return body.replace(MENTION, (mention, id: string) => {
    const name = nameOf.get(id);
    return name === undefined ? mention : `@${name}`;
  });
}
