/** A document's title as the name of a file: without what no system allows in one, and what would hide it. */
export function plainName(title: string): string {
  const plain = title
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '');
  return [...plain].slice(0, 100).join('').trim() || 'document';
}
