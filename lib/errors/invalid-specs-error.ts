import { StatsigError } from './statsig-error.js';

/** The facts of an {@link InvalidSpecsError}. */
export interface InvalidSpecsFacts {
  /** Where in the payload, for example `feature_gates.checkout.rules[2].passPercentage`; `''` for the payload itself. */
  readonly path: string;
  /** The form that is accepted there, as it reads after “expected”: `an object`, `a number from 0 to 100`. */
  readonly expected: string;
  /** What is there, as it reads after “found”; a type or a short excerpt, never a whole body. */
  readonly found: string;
  /** What raised the complaint, such as a `SyntaxError` of `JSON.parse`. */
  readonly cause?: unknown;
}

/**
 * Specs were received, from whatever source, and cannot be used: not JSON, or not of the shape of specs. They are
 * refused as a whole, and the specs in use before stay in use.
 */
export class InvalidSpecsError extends StatsigError {
  override readonly name = 'InvalidSpecsError';
  readonly code = 'specs_invalid';
  readonly path: string;
  readonly expected: string;
  readonly found: string;

  constructor({ path, expected, found, cause }: InvalidSpecsFacts) {
    const where = path === '' ? 'The specs' : `The specs at ${path}`;
    super(
      `${where} cannot be used: expected ${expected}, found ${found}. Specs in use before stay in use; check what the ` +
        'source of the specs serves.',
      cause === undefined ? undefined : { cause },
    );
    this.path = path;
    this.expected = expected;
    this.found = found;
  }
}
