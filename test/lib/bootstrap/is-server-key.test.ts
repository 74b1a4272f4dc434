import { describe, expect, it } from 'vitest';
import { isServerKey } from '../../../lib/bootstrap/is-server-key.js';

describe('isServerKey', () => {
  it.each(['secret-a', 'SECRET-a', ' secret-a', 'console-a'])('"%s" must not reach a page', (key) => {
    expect(isServerKey(key)).toBe(true);
  });

  it.each(['client-a', '', 'a-secret-b', 'secret'])('"%s" may', (key) => {
    expect(isServerKey(key)).toBe(false);
  });
});
