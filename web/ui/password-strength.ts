import {
  ANALYSED_LENGTH,
  type GuessEstimator,
  type PasswordStrength,
  strengthOf,
} from '../../src/base/password-strength.ts';

/** The strength of a password, as the server measures it. Rejects when the dictionaries cannot be loaded. */
export async function measurePassword(password: string, about: readonly string[]): Promise<PasswordStrength> {
  // Loaded when the user chooses a password: half a megabyte that nothing else needs.
  loading ??= load();
  return strengthOf(await loading, password, about);
}

let loading: Promise<GuessEstimator> | null = null;

async function load(): Promise<GuessEstimator> {
  try {
    const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
      import('@zxcvbn-ts/core'),
      import('@zxcvbn-ts/language-common'),
    ]);
    return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: ANALYSED_LENGTH });
  } catch (error) {
    // A failure now must not prevent a later attempt.
    loading = null;
    throw error;
  }
}
