import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { errorCodes } from '../../../lib/errors/error-code.js';
import { InitializationTimeoutError } from '../../../lib/errors/initialization-timeout-error.js';
import { ClientShutDownError } from '../../../lib/errors/client-shut-down-error.js';
import { DataStoreError } from '../../../lib/errors/data-store-error.js';
import { InvalidEmbeddingError } from '../../../lib/errors/invalid-embedding-error.js';
import { InvalidIdListError } from '../../../lib/errors/invalid-id-list-error.js';
import { InvalidSdkKeyError } from '../../../lib/errors/invalid-sdk-key-error.js';
import { InvalidSpecsError } from '../../../lib/errors/invalid-specs-error.js';
import { NetworkRequestError, type NetworkFailureReason } from '../../../lib/errors/network-request-error.js';
import { NoSpecsError } from '../../../lib/errors/no-specs-error.js';
import { SpecsFileError } from '../../../lib/errors/specs-file-error.js';
import { SpecsUnavailableError } from '../../../lib/errors/specs-unavailable-error.js';
import { StatsigError } from '../../../lib/errors/statsig-error.js';

const documentation = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

/** First cells of the table whose head begins with the given word. */
function documentedNames(head: string): string[] {
  const table = documentation.split('\n\n').find((block) => new RegExp(`^\\| ${head} +\\|`).test(block)) ?? '';
  return [...table.matchAll(/^\| `([a-z_]+)` +\|/gm)].map(([, name]) => name ?? '');
}

const examples: StatsigError[] = [
  new ClientShutDownError(),
  new InvalidEmbeddingError({ part: 'id', problem: 'is empty', advice: 'Leave it out.' }),
  new InvalidIdListError({ list: undefined, expected: 'a JSON object', found: 'an array' }),
  new InvalidSdkKeyError('is empty'),
  new InvalidSpecsError({ path: 'time', expected: 'a number', found: 'a string' }),
  new NoSpecsError('Network'),
  new SpecsUnavailableError([{ place: 'Network', error: new NoSpecsError('Network') }]),
  new DataStoreError({ method: 'get', reason: 'failed', detail: 'it is closed' }),
  new SpecsFileError({ file: 'specs.json', reason: 'no such file' }),
  new NetworkRequestError({ endpoint: 'specs', reason: 'status', detail: 'status 500', status: 500, retryable: true }),
  new InitializationTimeoutError(3000),
];

describe('error codes', () => {
  it('are documented, each of them, and no other', () => {
    expect(documentedNames('Code').toSorted()).toEqual([...errorCodes].toSorted());
  });

  it('each belong to one class', () => {
    expect(examples.map(({ code }) => code).toSorted()).toEqual([...errorCodes].toSorted());
  });

  it.each(examples.map((error) => [error.constructor.name, error] as const))(
    'come with %s as name and base',
    (name, error) => {
      expect(error.name).toBe(name);
      expect(error).toBeInstanceOf(StatsigError);
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).toBe(`${name}: ${error.message}`);
    },
  );
});

describe('reasons of failed requests', () => {
  it('are documented, each of them, and no other', () => {
    const reasons: Record<NetworkFailureReason, true> = {
      status: true,
      refused: true,
      timeout: true,
      transport: true,
      proxy: true,
      certificate: true,
      undecodable: true,
      too_large: true,
      redirect: true,
      aborted: true,
    };
    expect(documentedNames('Reason').toSorted()).toEqual(Object.keys(reasons).toSorted());
  });
});
