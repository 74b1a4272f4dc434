// cspell:ignore enviroment specsfil -- misspelt on purpose

import { describe, expect, it } from 'vitest';

import { nearestName } from '../../../lib/options/nearest-name.js';

describe('nearestName', () => {
  const names = ['environment', 'specsUrl', 'specsFile'];

  it.each([
    ['enviroment', 'environment'],
    ['ENVIRONMENT', 'environment'],
    ['specUrl', 'specsUrl'],
    ['specsfil', 'specsFile'],
    ['environment', 'environment'],
  ])('takes %s for %s', (given, meant) => {
    expect(nearestName(given, names)).toBe(meant);
  });

  it.each(['', 'e', 'logger', 'completelyDifferent'])('finds nothing near %j', (given) => {
    expect(nearestName(given, names)).toBeUndefined();
  });
});
