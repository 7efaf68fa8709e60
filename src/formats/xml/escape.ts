const SPECIAL: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text as the content of an element. What XML cannot have is U+FFFD. */
export function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot have
  if (!/[&<>\0-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]/.test(text)) return text;
  return legal(text).replace(/[&<>\r]/g, (sign) => SPECIAL[sign] as string);
}

/** Text as the value of an attribute, in double quotes. */
export function escapeValue(text: string): string {
  return legal(text).replace(/[&<>"\t\n\r]/g, (sign) => SPECIAL[sign] as string);
}

/** Whether XML cannot have this text as it is. */
export function isMended(text: string): boolean {
  return legal(text) !== text;
}

function legal(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot have
  return text.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd');
}
