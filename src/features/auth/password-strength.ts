import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { ANALYSED_LENGTH, strengthOf } from '../../base/password-strength.ts';

/**
 * Why a password is too easy to guess, as advice to the user; null when it is not. `about`: what is known of them (name,
 * address), which guessers try first. Takes up to 30 ms of CPU, and 50 ms more the first time in an isolate.
 */
export async function weakness(password: string, about: readonly string[]): Promise<string | null> {
  loading ??= load();
  const { strong, advice } = strengthOf(await loading, password, about);
  return strong ? null : advice;
}

// The lists are half a megabyte of text that few requests need: they are evaluated when the first one does. Reading them
// again cannot fail where it has not at first, so the promise may stay.
let loading: Promise<ZxcvbnFactory> | null = null;

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: ANALYSED_LENGTH });
}
