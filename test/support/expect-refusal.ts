import { InvalidSpecsError } from '../../lib/errors/invalid-specs-error.js';

/** What an `InvalidSpecsError` says, in short. */
export interface Refusal {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** What the reader complains about. @throws when it accepts what it reads, or throws anything else. */
export function refusalOf(read: () => unknown): Refusal {
  try {
    read();
  } catch (error) {
    if (!(error instanceof InvalidSpecsError)) throw error;
    const { path, expected, found } = error;
    return { path, expected, found };
  }
  throw new Error('Nothing was refused.');
}
