import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Statsig } from '../../../lib/client/statsig.js';
import type { ClientInitializeOptions } from '../../../lib/bootstrap/client-initialize-options.js';
import { buildSpecs, condition, everyone, rule } from '../../support/specs-builder.js';

const sdkKey = 'secret-bytes';
const isStaff = condition({ field: 'email', operator: 'str_ends_with_any', targetValue: ['@example.com'] });

/** More than what stays in one piece with its entity; with characters of two, three and four bytes, and half of one. */
const large = { text: 'ñ, 値, 🦆, \ud83e. '.repeat(1000), isLarge: true };
const specs = buildSpecs({
  gates: { staff: { rules: [rule('s', [isStaff])] } },
  configs: {
    before: { defaultValue: { name: 'ä' } },
    large: { defaultValue: large, rules: [rule('r', [isStaff], { returnValue: { ...large, isLarge: false } })] },
    after: { defaultValue: { name: '🦆' } },
    alsoLarge: { defaultValue: large },
  },
  layers: { layer: { defaultValue: large, rules: [rule('l', [everyone], { returnValue: large })] } },
});

describe('client responses as bytes', () => {
  const statsig = new Statsig(sdkKey, {
    bootstrapSpecs: JSON.stringify(specs),
    disableNetwork: true,
    outputLogLevel: 'none',
  });
  beforeAll(() => statsig.initialize());
  afterAll(() => statsig.shutdown());

  const users = [{ userID: 'ü' }, { userID: 'staff', email: 'a@example.com' }];
  it.each<ClientInitializeOptions>([
    {},
    { hashAlgorithm: 'none', removeIdType: true },
    { responseFormat: 1 },
    { responseFormat: 2 },
    { previousResponseHash: 'another' },
  ])('are those of the text with %j, the first time and later', (options) => {
    for (let round = 0; round < 3; round += 1) {
      for (const user of users) {
        const bytes = statsig.getClientInitializeResponseBytes(user, options);
        expect(bytes.equals(Buffer.from(statsig.getClientInitializeResponse(user, options)))).toBe(true);
        expect(bytes.length).toBeGreaterThan(20_000);
      }
    }
  });

  it('belong to the caller', () => {
    const user = { userID: 'u' };
    const given = statsig.getClientInitializeResponseBytes(user);
    const before = Buffer.from(given);
    given.fill(0);
    expect(statsig.getClientInitializeResponseBytes(user).equals(before)).toBe(true);
    expect(given.buffer.byteLength).toBe(given.length);
  });

  it('are the short answer when nothing has changed', () => {
    const options = { previousResponseHash: '' };
    const { full_checksum: previousResponseHash } = JSON.parse(
      statsig.getClientInitializeResponseBytes({ userID: 'u' }, options).toString(),
    ) as { full_checksum: string };
    const again = JSON.parse(
      statsig.getClientInitializeResponseBytes({ userID: 'u' }, { previousResponseHash }).toString(),
    ) as object;
    expect(again).toMatchObject({ has_updates: false, feature_gates: {} });
  });
});
