/** An error of a schema, as zod reports it. */
interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Of a union: the errors of each of its forms. */
  readonly errors?: readonly (readonly Issue[])[];
  /** Of a wrong type: the one that is expected. */
  readonly expected?: string;
}

/**
 * Every error of a request with the path of its field. Of a union those of the form that the value comes closest to; when
 * it is of no form's type, all of the types: 'Invalid input' alone would say nothing.
 */
export function errorsOf(
  issues: readonly Issue[],
  at: readonly PropertyKey[] = [],
): { path: string; message: string }[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    const forms = issue.errors ?? [];
    if (issue.code !== 'invalid_union' || forms.length === 0)
      return [{ path: path.map(String).join('.'), message: issue.message }];
    const close = forms.filter((form) => !isOfAnotherType(form));
    if (close.length === 0) {
      const types = [
        ...new Set(forms.flatMap((form) => form.map(({ expected }) => expected ?? 'another type'))),
      ];
      return [{ path: path.map(String).join('.'), message: `Invalid input: expected ${types.join(' or ')}` }];
    }
    const [closest = []] = [...close].sort((a, b) => distance(a) - distance(b));
    return errorsOf(closest, path);
  });
}

function isOfAnotherType(form: readonly Issue[]): boolean {
  return form.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
}

// A form that knows the fields is closer than one of which they are not.
function distance(form: readonly Issue[]): number {
  return form.reduce((sum, { code }) => sum + (code === 'unrecognized_keys' ? 100 : 1), 0);
}
