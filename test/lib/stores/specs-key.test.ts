import { expect, it } from 'vitest';

import { specsKey } from '../../../lib/stores/specs-key.js';

// The keys of runtime §4.2, which the official SDKs use.
it.each([
  [
    'v2',
    'secret-key-abcdef123456',
    'statsig|/v2/download_config_specs|plain_text|uTM1msFI0rQ1g0rK25X+w4kdpGaP8wfeb2iTUzfJWOw=',
  ],
  ['v3', 'secret-1234567890abcdefghij', 'statsig|/v2/download_config_specs|plain_text|secret-1234567890abc'],
  ['v3', 'short', 'statsig|/v2/download_config_specs|plain_text|short'],
] as const)('the key of schema %s for %s is that of the official SDKs', (schema, sdkKey, expected) => {
  expect(specsKey({ sdkKey, schema, format: 'plain_text' })).toBe(expected);
});

it('tells the forms of specs apart', () => {
  const key = specsKey({ sdkKey: 'secret-key-abcdef123456', schema: 'v2', format: 'statsig-br' });
  expect(key).toBe('statsig|/v2/download_config_specs|statsig-br|uTM1msFI0rQ1g0rK25X+w4kdpGaP8wfeb2iTUzfJWOw=');
});
