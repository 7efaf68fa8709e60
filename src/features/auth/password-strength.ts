import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { ANALYSED_LENGTH, strengthOf } from '../../base/password-strength.ts';

/**
 * Advice to the user on why a password is too easy to guess; null when it is not. `about`: what is known of the user
 * (name, address), which attackers try first. Takes up to 30 ms of CPU, and 50 ms more the first time in an isolate.
 */
export async function weakness(password: string, about: readonly string[]): Promise<string | null> {
  loading ??= load();
  const { strong, advice } = strengthOf(await loading, password, about);
  return strong ? null : advice;
}

// The lists are half a megabyte of text that few requests need: the first such request loads them. Loading does not
// depend on the request's I/O, so the promise may be kept.
let loading: Promise<ZxcvbnFactory> | null = null;

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: ANALYSED_LENGTH });
}
