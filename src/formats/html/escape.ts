/** Text as HTML, in an element or in an attribute with double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"\r]/g, (unit) => ENTITIES[unit] as string);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // The parser would make a newline of it.
  '\r': '&#13;',
};
