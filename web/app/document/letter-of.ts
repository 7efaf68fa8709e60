/**
 * The letter of a key, in lower case: that of its cap where it types a Latin one, so that a shortcut is where its letter is
 * on each keyboard; otherwise (another script, or Option on a Mac) that of its place.
 */
export function letterOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, '').toLowerCase();
}
