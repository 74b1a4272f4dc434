import { inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { BootstrapSpecSource } from '../../../lib/sync/bootstrap-spec-source.js';

const nothingHeld = { time: 0, checksum: undefined };
const from = { source: 'Bootstrap', sourceApi: undefined };

describe('BootstrapSpecSource', () => {
  it.each([
    ['an object', { time: 3 }],
    ['JSON text', '{"time":3}'],
    ['JSON text with a byte order mark', '\uFEFF{"time":3}'],
  ])('gives %s as parsed specs', async (_name, specs) => {
    await expect(new BootstrapSpecSource(specs).fetch(nothingHeld)).resolves.toEqual({
      kind: 'payload',
      payload: { time: 3 },
      ...from,
    });
  });

  it('has nothing newer once specs are in use', async () => {
    const source = new BootstrapSpecSource({ time: 3 });
    await expect(source.fetch({ time: 3, checksum: undefined })).resolves.toEqual({ kind: 'no-updates', ...from });
  });

  it('takes has_updates: false at its word', async () => {
    await expect(new BootstrapSpecSource('{"has_updates":false}').fetch(nothingHeld)).resolves.toMatchObject({
      kind: 'no-updates',
    });
  });

  it('gives a copy, which later changes of the object do not reach', async () => {
    const specs = { time: 3, feature_gates: { a: 1 } };
    const source = new BootstrapSpecSource(specs);
    const fetched = await source.fetch(nothingHeld);
    specs.feature_gates.a = 2;
    expect(fetched).toMatchObject({ payload: { feature_gates: { a: 1 } } });
  });

  it('refuses an object that cannot be copied', async () => {
    await expect(new BootstrapSpecSource({ time: () => 3 }).fetch(nothingHeld)).rejects.toMatchObject({
      code: 'specs_invalid',
      found: 'an object that cannot be copied, as one with functions in it',
    });
  });

  it('says where a text breaks, without repeating what stands there', async () => {
    const text = `{"time":3,"x":"${'a'.repeat(60)}","emails":["ann@example.com"}`;
    const error: unknown = await new BootstrapSpecSource(text).fetch(nothingHeld).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'specs_invalid',
      found: expect.stringMatching(
        /^a text of \d+ characters that begins "\{.*a" and breaks at character \d+$/,
      ) as string,
    });
    expect(inspect(error)).not.toContain('ann@');
  });
});
