/** The same text as a string of its own: engines keep a slice as a part of the text that it is of, which stays in memory. */
export function detached(slice: string): string {
  return slice.length < 13 ? slice : ` ${slice}`.slice(1);
}
