import { didYouMean } from '../options/nearest-name.js';
import { keyOfKind, type TestDefinitions } from './test-definitions.js';
import type { TestStatsigOptions } from './test-statsig-options.js';

const kinds: readonly string[] = Object.values(keyOfKind);
const optionKeys = [...kinds, 'specs', 'unknown', 'options'];

/**
 * Refuses what nothing would read: a misspelt kind would define nothing, every check would get its default, and the test might
 * pass for the wrong reason.
 *
 * @throws TypeError for keys and values that do not exist, with the one that was probably meant
 */
export function checkTestOptions(options: TestStatsigOptions): void {
  refuseUnknownKeys(options, optionKeys, 'createTestStatsig()');
  const unknown: unknown = options.unknown ?? 'default';
  if (unknown === 'default' || unknown === 'throw') return;
  throw new TypeError(`unknown is ${JSON.stringify(unknown)}; give "default" or "throw".`);
}

/** The same for what is defined later. */
export function checkDefinitions(definitions: TestDefinitions): void {
  refuseUnknownKeys(definitions, kinds, 'define()');
}

function refuseUnknownKeys(given: object, known: readonly string[], subject: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const suggestion = didYouMean(unknown, known);
  throw new TypeError(
    `${subject} takes no "${unknown}"${suggestion === '' ? `; give ${known.join(', ')}.` : suggestion}`,
  );
}
