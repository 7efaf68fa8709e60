import { uploadOf } from '../../../src/ot/addresses.ts';

/** Whether an image may be shown from this address: https: with a host, or an upload. */
export function isImageAddress(value: string): boolean {
  return /^https:\/\/[^\s/\\?#]/i.test(value) || uploadOf(value) !== null;
}
