/** What a mention in the text is of. `name` is that of a person whom the document does not know by an id. */
export type Mentioned =
  | { readonly of: 'user' | 'doc'; readonly id: string }
  | { readonly of: 'date'; readonly date: string }
  | { readonly of: 'name'; readonly name: string };

const ID = /^(user|doc):([A-Za-z0-9_-]{1,64})$/;
const DATE = /^date:(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)$/;

/** Reads the value of a `mention`. What is not of the form of an id or of a date is a name. */
export function readMention(value: string): Mentioned {
  const [, of, id] = ID.exec(value) ?? [];
  if (of !== undefined && id !== undefined) return { of: of as 'user' | 'doc', id };
  const date = DATE.exec(value)?.[1];
  if (date !== undefined && !Number.isNaN(Date.parse(date))) return { of: 'date', date };
  return { of: 'name', name: value };
}
