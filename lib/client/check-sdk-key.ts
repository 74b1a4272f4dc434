import { InvalidSdkKeyError } from '../errors/invalid-sdk-key-error.js';

/** What is wrong with a key so that no request can be sent with it; undefined when nothing is. */
export function checkSdkKey(sdkKey: unknown): InvalidSdkKeyError | undefined {
  if (sdkKey === undefined || sdkKey === null) return new InvalidSdkKeyError('is missing');
  if (typeof sdkKey !== 'string') {
    return new InvalidSdkKeyError(`is ${typeof sdkKey === 'object' ? 'an object' : `a ${typeof sdkKey}`}`);
  }
  return sdkKey.trim() === '' ? new InvalidSdkKeyError('is empty') : undefined;
}
