import { describe, expect, test } from 'vitest';
import { didYouMean, nearestName } from '../../../../integrations/emulator/project-file/nearest-name.js';

describe('nearestName', () => {
  test.each([
    ['pas', 'pass'],
    ['enviroment', 'environment'],
    ['experimnets', 'experiments'],
    ['GATES', 'gates'],
    ['rulse', 'rules'],
  ])('takes %s for %s', (typed, meant) => {
    expect(nearestName(typed, ['gates', 'rules', 'pass', 'environment', 'experiments'])).toBe(meant);
  });

  test('prefers the nearest of several', () => {
    expect(nearestName('version_gt', ['version_lte', 'version_gte', 'version_lt'])).toBe('version_gte');
  });

  test.each(['owner', 'm', ''])('takes "%s" for nothing', (typed) => {
    expect(nearestName(typed, ['layers', 'l', 'gates'])).toBeUndefined();
  });

  test('is silent where there is nothing to suggest', () => {
    expect(didYouMean('owner', ['gates'])).toBe('');
    expect(didYouMean('gate', ['gates'])).toBe('; did you mean `gates`?');
  });
});
