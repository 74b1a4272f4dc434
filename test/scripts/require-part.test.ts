import { afterEach, expect, it, vi } from 'vitest';
import { requirePart } from '../support/require-part.js';

const absent = { name: 'redis-server', available: false, howToGet: 'Install the Debian package.' };

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('lets tests run when the part is there', () => {
  vi.stubEnv('CI', 'true');
  expect(requirePart({ ...absent, available: true })).toBe(true);
});

it('skips loudly when it is not', () => {
  vi.stubEnv('CI', '');
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(requirePart(absent)).toBe(false);
  expect(write).toHaveBeenCalledWith(
    '\nSKIPPED: the tests that need redis-server. redis-server is missing. Install the Debian package.\n',
  );
});

it('fails in CI when it is not', () => {
  vi.stubEnv('CI', 'true');
  expect(() => requirePart(absent)).toThrow(
    'redis-server is missing. Install the Debian package. In CI every part must be there.',
  );
});
