// cspell:ignore enviroment experimnets rulse specsfil -- misspelt on purpose

import { describe, expect, it } from 'vitest';

import { didYouMean, nearestName } from '../../../lib/options/nearest-name.js';

describe('nearestName', () => {
  const names = ['environment', 'specsUrl', 'specsFile', 'gates', 'rules', 'pass', 'experiments'];

  it.each([
    ['enviroment', 'environment'],
    ['ENVIRONMENT', 'environment'],
    ['specUrl', 'specsUrl'],
    ['specsfil', 'specsFile'],
    ['environment', 'environment'],
    ['pas', 'pass'],
    ['experimnets', 'experiments'],
    ['GATES', 'gates'],
    ['rulse', 'rules'],
  ])('takes %s for %s', (given, meant) => {
    expect(nearestName(given, names)).toBe(meant);
  });

  it('prefers the nearest of several', () => {
    expect(nearestName('version_gt', ['version_lte', 'version_gte', 'version_lt'])).toBe('version_gte');
  });

  it.each(['', 'e', 'logger', 'completelyDifferent'])('finds nothing near %j', (given) => {
    expect(nearestName(given, ['environment', 'specsUrl', 'specsFile'])).toBeUndefined();
  });

  it.each(['owner', 'm', ''])('takes %j for nothing, also where names are short', (given) => {
    expect(nearestName(given, ['layers', 'l', 'gates'])).toBeUndefined();
  });
});

describe('didYouMean', () => {
  it('is silent where there is nothing to suggest', () => {
    expect(didYouMean('owner', ['gates'])).toBe('');
    expect(didYouMean('gate', ['gates'])).toBe('; did you mean `gates`?');
  });
});
