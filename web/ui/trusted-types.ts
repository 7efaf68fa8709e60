// The part of the Trusted Types API that is used here; browsers without the API accept any string.
interface TrustedTypePolicies {
  createPolicy(
    name: string,
    rules: { createHTML(html: string, type: string, sink: string): string | null },
  ): unknown;
}

/**
 * Installs the one policy that the Content-Security-Policy names. Quill empties its container by `innerHTML = ''` and
 * parses pasted markup in an inert document; it passes strings, so only the policy named `default` applies to them. Any
 * other string that would become markup or a script throws (W3C Trusted Types).
 */
export function installTrustedTypes(page: { trustedTypes?: TrustedTypePolicies }): void {
  page.trustedTypes?.createPolicy('default', {
    createHTML: (html, _type, sink) => (html === '' || sink === 'DOMParser parseFromString' ? html : null),
  });
}
