/** The API token that acts, by its id; nothing for a person's session. What it writes names it. */
export function programOf({ kind, credentialId }: { kind: string; credentialId: string | null }): {
  program?: string;
} {
  return kind === 'token' && credentialId !== null ? { program: credentialId } : {};
}
