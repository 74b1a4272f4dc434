import { describe, expect, it } from 'vitest';

import { BootstrapSpecSource } from '../../../lib/sync/bootstrap-spec-source.js';

const nothingHeld = { hasSpecs: false, time: 0, checksum: undefined };
const from = { source: 'Bootstrap', sourceApi: undefined };

describe('BootstrapSpecSource', () => {
  it.each([
    ['an object', { time: 3 }],
    ['JSON text', '{"time":3}'],
  ])('gives %s as it is', async (_name, specs) => {
    await expect(new BootstrapSpecSource(specs).fetch(nothingHeld)).resolves.toEqual({
      kind: 'payload',
      document: specs,
      ...from,
    });
  });

  it('has nothing newer once specs are in use', async () => {
    const source = new BootstrapSpecSource({ time: 3 });
    await expect(source.fetch({ hasSpecs: true, time: 3, checksum: undefined })).resolves.toEqual({
      kind: 'no-updates',
      ...from,
    });
  });
});
