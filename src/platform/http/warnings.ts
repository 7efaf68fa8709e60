/** What could not be kept, of one kind. */
interface Counted {
  readonly code: string;
  readonly count: number;
}

/** The header that says what an export could not keep: `colors;n=2, indent;n=1`. None for nothing. */
export function exportWarnings(warnings: readonly Counted[] | undefined): Record<string, string> {
  return headerOf('X-Export-Warnings', warnings);
}

/** The header that says what of a source could not be kept. None for nothing. */
export function importWarnings(warnings: readonly Counted[] | undefined): Record<string, string> {
  return headerOf('X-Import-Warnings', warnings);
}

function headerOf(name: string, warnings: readonly Counted[] = []): Record<string, string> {
  if (warnings.length === 0) return {};
  return { [name]: warnings.map(({ code, count }) => `${code};n=${count}`).join(', ') };
}
