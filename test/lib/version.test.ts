import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { sdkVersion } from '../../lib/version.js';

it('the version told to the service is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(sdkVersion).toBe(version);
});
