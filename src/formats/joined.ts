// Written, so that no compiler leaves out what reads the sign.
const read = { sign: 0 };

/**
 * A text in one piece. What grew by small pieces an engine keeps as a tree of them, which takes many times its length, until
 * a sign of it is read.
 */
export function joined(text: string): string {
  read.sign = text.charCodeAt(0);
  return text;
}
