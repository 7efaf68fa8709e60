// The part of the Trusted Types API that is used here; browsers without it take any string, as before.
interface TrustedTypePolicies {
  createPolicy(
    name: string,
    rules: { createHTML(html: string, type: string, sink: string): string | null },
  ): unknown;
}

/**
 * Makes the one policy that the Content-Security-Policy names. Quill empties its container by `innerHTML = ''` and reads
 * what is pasted in a document of its own, which runs nothing; it writes strings, so only the policy `default` can answer
 * for it. Everything else that would become markup or a script throws (W3C Trusted Types).
 */
export function installTrustedTypes(page: { trustedTypes?: TrustedTypePolicies }): void {
  page.trustedTypes?.createPolicy('default', {
    createHTML: (html, _type, sink) => (html === '' || sink === 'DOMParser parseFromString' ? html : null),
  });
}
