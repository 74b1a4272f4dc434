import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fragments, exposureKey, hashName } from '../../../lib/bootstrap/fragments.js';
import type { SecondaryExposure } from '../../../lib/evaluation/evaluation.js';

describe('hashName', () => {
  it.each([
    ['a_gate', '2867927529', '5v6IDYah7WmooSLkL7W3ak4pzBq5KXvJdac3tRmLnzE='],
    ['test_public', '3968762550', 'cPaGkTiRBuP1SfwoxRtTvhT6Vxpa4v/342Z1N0pXUlc='],
    ['', '0', '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
    ['é', '233', 'SplVfkAzw1Od4utlRyAXytX5VX96BiWgnxw/biumnEw='],
    ['日本', '835047', 'zyq/DFvjJsuSKnD4Fj+RB5xNmqhlXGDq2JrVRcneLpI='],
    [
      'a-very-long-name-that-overflows-32-bits-many-times-over',
      '2651414090',
      'GjtFyHsGLTto+QftTMSjt0SXJAySjx2rUba9NsEQqOk=',
    ],
  ])('hashes %j', (name, byDjb2, bySha256) => {
    expect(hashName(name, 'djb2')).toBe(byDjb2);
    expect(hashName(name, 'sha256')).toBe(bySha256);
    expect(hashName(name, 'none')).toBe(name);
  });

  it('counts an emoji as two characters, as browsers do', () => {
    expect(hashName('emoji😀gate', 'djb2')).toBe('4165379188');
  });
});

describe('Fragments', () => {
  it('writes names hashed and words as they are, both in quotes', () => {
    const fragments = new Fragments('djb2');
    expect([fragments.name('a_gate'), fragments.word('a "rule"')]).toEqual(['"2867927529"', String.raw`"a \"rule\""`]);
    expect(new Fragments('none').name('a "gate"')).toBe(String.raw`"a \"gate\""`);
  });

  it('writes an exposure with its gate hashed, and names it by djb2 over what it has written', () => {
    const exposure: SecondaryExposure = { gate: 'g_group', gateValue: 'true', ruleID: 'gr' };
    const plain = new Fragments('none').exposure(exposureKey(exposure), exposure);
    expect(plain).toEqual({ text: '{"gate":"g_group","gateValue":"true","ruleID":"gr"}', id: '3113394820' });
    const test = { gate: 'test_email', gateValue: 'false', ruleID: 'default' } as const;
    const hashed = new Fragments('djb2').exposure(exposureKey(test), test);
    expect(hashed).toEqual({ text: '{"gate":"2057289135","gateValue":"false","ruleID":"default"}', id: '3134735632' });
  });

  it('gives equal values one identity, whatever the order of their keys', () => {
    const fragments = new Fragments('none');
    const [left, right] = [
      fragments.value({ a: 1, b: { c: [1], d: 2 } }),
      fragments.value({ b: { d: 2, c: [1] }, a: 1 }),
    ];
    expect(left.identity).toBe(right.identity);
    expect(left.text).not.toBe(right.text);
  });

  it('tells values apart that only look alike', () => {
    const fragments = new Fragments('none');
    const values = [{}, { a: null }, { a: [] }, { a: {} }, { a: [['b', 1]] }, { a: { b: 1 } }, { a: '1' }, { a: 1 }];
    expect(new Set(values.map((value) => fragments.value(value).identity)).size).toBe(values.length);
  });

  it('has the bytes of a value in UTF-8', () => {
    const { text, bytes } = new Fragments('none').value({ a: 'é😀' });
    expect(new TextDecoder().decode(bytes)).toBe(text);
  });
});

describe('exposureKey', () => {
  it('is the same for equal exposures alone', () => {
    const part = fc.constantFrom('', ':', '1', '1:', 'a:b', 'a');
    const exposure = fc.record({
      gate: part,
      gateValue: fc.constantFrom('true' as const, 'false' as const),
      ruleID: part,
    });
    fc.assert(
      fc.property(exposure, exposure, (left, right) => {
        expect(exposureKey(left) === exposureKey(right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
    );
  });
});
