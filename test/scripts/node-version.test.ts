import { expect, it } from 'vitest';
import { describeOldNode } from '../../scripts/node-version.mjs';

it.each(['20.19.0', '20.19.1', '20.20.0', '21.0.0', '100.0.0'])('accepts Node %s', (version) => {
  expect(describeOldNode(version, '>=20.19.0')).toBeUndefined();
});

it.each(['20.18.9', '18.20.4', '9.99.99', '20.0.0'])('refuses Node %s', (version) => {
  expect(describeOldNode(version, '>=20.19.0')).toBe(
    `Node ${version} is too old: this project needs Node 20.19.0 or later (https://nodejs.org).`,
  );
});

it('reads the minimum from package.json, and refuses a range it does not understand', () => {
  expect(describeOldNode('12.0.0')).toContain('this project needs Node 20.19.0 or later');
  expect(() => describeOldNode('20.0.0', '^20')).toThrow(
    'engines.node in package.json must look like ">=20.19.0"; it is "^20".',
  );
});
