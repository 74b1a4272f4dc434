import { describe, expect, it } from 'vitest';
import { resolveResponseOptions } from '../../../lib/bootstrap/resolve-response-options.js';

function resolve(input: unknown) {
  const complaints: string[] = [];
  return { options: resolveResponseOptions(input, (complaint) => complaints.push(complaint)), complaints };
}

describe('resolveResponseOptions', () => {
  it.each([undefined, null, {}, { hashAlgorithm: null, featureGateFilter: undefined, removeIdType: null }])(
    'fills in all defaults for %j without a word',
    (input) => {
      const { options, complaints } = resolve(input);
      expect(complaints).toEqual([]);
      expect(options).toMatchObject({
        hashAlgorithm: 'djb2',
        clientSdkKey: undefined,
        includeLocalOverrides: false,
        removeIdType: false,
        removeDefaultValueGates: false,
        format: 0,
        previousResponseHash: undefined,
        flagsUsed: undefined,
      });
      expect(Object.values(options.filters)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    },
  );

  it.each([
    ...['djb2', 'DJB2', 'Djb2'].map((word) => [word, 'djb2'] as const),
    ...['none', 'NONE', 'None'].map((word) => [word, 'none'] as const),
  ])('takes the algorithm %s for %s', (hashAlgorithm, resolved) => {
    expect(resolve({ hashAlgorithm })).toMatchObject({ options: { hashAlgorithm: resolved }, complaints: [] });
  });

  it.each(['sha256', 'SHA256', 'Sha256'])('says of %s that browsers find nothing by it', (hashAlgorithm) => {
    const { options, complaints } = resolve({ hashAlgorithm });
    expect(options.hashAlgorithm).toBe('sha256');
    expect(complaints).toEqual([expect.stringContaining('browsers find no name')]);
  });

  it.each(['', 'md5', 'sHA256', ' djb2'])('takes "%s" for djb2, and says so', (hashAlgorithm) => {
    const { options, complaints } = resolve({ hashAlgorithm });
    expect(options.hashAlgorithm).toBe('djb2');
    expect(complaints).toEqual(['hashAlgorithm must be "djb2", "sha256" or "none" and was another text; djb2 is used']);
  });

  it.each([0, 1, 2])('takes format %i', (responseFormat) => {
    expect(resolve({ responseFormat })).toMatchObject({ options: { format: responseFormat }, complaints: [] });
  });

  it.each([3, -1, 1.5, '1', Number.NaN])('takes format %j for 0, and says so', (responseFormat) => {
    const { options, complaints } = resolve({ responseFormat });
    expect(options.format).toBe(0);
    expect(complaints).toEqual([expect.stringContaining('responseFormat must be 0, 1 or 2')]);
  });

  it.each(['featureGateFilter', 'experimentFilter', 'dynamicConfigFilter', 'layerFilter', 'paramStoreFilter'] as const)(
    '%s is a set or an array; what is no list lets nothing pass',
    (name) => {
      expect(resolve({ [name]: ['a', 'a'] }).options.filters[name]).toEqual(new Set(['a']));
      expect(resolve({ [name]: new Set(['a']) }).options.filters[name]).toEqual(new Set(['a']));
      expect(resolve({ [name]: [] }).options.filters[name]).toEqual(new Set());
      for (const wrong of ['a', 5, true, { a: 1 }]) {
        const { options, complaints } = resolve({ [name]: wrong });
        expect(options.filters[name]).toEqual(new Set());
        expect(complaints).toEqual([expect.stringMatching(new RegExp(`^${name} must be .*nothing passes it$`))]);
      }
    },
  );

  it.each(['includeLocalOverrides', 'removeIdType', 'removeDefaultValueGates'])('%s is true or false', (name) => {
    expect(resolve({ [name]: true })).toMatchObject({ options: { [name]: true }, complaints: [] });
    expect(resolve({ [name]: 1 })).toMatchObject({ options: { [name]: false }, complaints: [expect.any(String)] });
  });

  it.each(['clientSdkKey', 'previousResponseHash'])('%s is a text, also an empty one', (name) => {
    expect(resolve({ [name]: '' })).toMatchObject({ options: { [name]: '' }, complaints: [] });
    const { options, complaints } = resolve({ [name]: 5 });
    expect(options).toMatchObject({ [name]: undefined });
    expect(complaints).toEqual([expect.stringContaining(`${name} must be a string`)]);
  });

  it('reports names that there are not, such as the older spelling of the key', () => {
    expect(resolve({ clientSDKKey: 'client-x' }).complaints).toEqual([
      'there is no option "clientSDKKey"; it has no effect',
    ]);
  });

  it.each([5, 'text', [], true])('takes %j for no options, and says so', (input) => {
    const { options, complaints } = resolve(input);
    expect(options).toEqual(resolve({}).options);
    expect(complaints).toHaveLength(1);
  });

  it('prints no key', () => {
    const { complaints } = resolve({ clientSdkKey: ['client-hidden'], hashAlgorithm: 'client-hidden' });
    expect(complaints.join()).not.toContain('client-hidden');
  });
});
