import { describe, expect, it } from 'vitest';

import { InvalidSpecsError } from '../../../lib/errors/invalid-specs-error.js';
import { NetworkRequestError, type NetworkRequestFacts } from '../../../lib/errors/network-request-error.js';

const facts: NetworkRequestFacts = {
  endpoint: 'specs',
  reason: 'status',
  detail: 'status 500 Internal Server Error',
  status: 500,
  retryable: true,
};

describe('NetworkRequestError', () => {
  it.each<[Partial<NetworkRequestFacts>, string]>([
    [
      { status: 401, detail: 'status 401 Unauthorized' },
      'Check that the SDK key is a server secret key of this project.',
    ],
    [{ status: 403, detail: 'status 403 Forbidden' }, 'Check that the SDK key is a server secret key of this project.'],
    [{ status: 404, detail: 'status 404 Not Found' }, 'Check the SDK key and the option specsUrl.'],
    [{ reason: 'timeout', status: undefined }, 'Check that the host of the option specsUrl can be reached from here.'],
    [
      { endpoint: 'log_event', reason: 'transport', status: undefined },
      'host of the option logEventUrl can be reached',
    ],
    [{ reason: 'redirect', status: 302 }, 'Point the option specsUrl at the final address.'],
    [{ reason: 'aborted', status: undefined }, 'It was given up from this side.'],
    [{}, 'If it goes on, check what the host of the option specsUrl answers.'],
  ])('advises for %j', (particular, advice) => {
    expect(new NetworkRequestError({ ...facts, ...particular }).message).toContain(advice);
  });

  it('tells the number of attempts when there were several, and keeps all other facts', () => {
    const cause = new Error('socket');
    const once = new NetworkRequestError({ ...facts, retryAfterMs: 5, cause });
    expect(once.message).not.toContain('attempts');
    const often = once.withAttempts(4);
    expect(often.message).toContain('status 500 Internal Server Error, after 4 attempts.');
    expect(often).toMatchObject({ ...facts, attempts: 4, retryAfterMs: 5, cause });
  });
});

describe('InvalidSpecsError', () => {
  it('names the place, what was expected and what was found', () => {
    const error = new InvalidSpecsError({ path: 'feature_gates.a.rules[0]', expected: 'an object', found: 'a string' });
    expect(error.message).toBe(
      'The specs at feature_gates.a.rules[0] cannot be used: expected an object, found a string. Specs in use before stay in ' +
        'use; check what the source of the specs serves.',
    );
    expect('cause' in error).toBe(false);
  });

  it('speaks of the specs as a whole without a path', () => {
    const cause = new Error('inner');
    const error = new InvalidSpecsError({ path: '', expected: 'JSON', found: 'an empty text', cause });
    expect(error.message).toContain('The specs cannot be used: expected JSON, found an empty text.');
    expect(error.cause).toBe(cause);
  });
});
