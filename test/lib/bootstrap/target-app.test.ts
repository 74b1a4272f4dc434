import { describe, expect, it } from 'vitest';
import { findTargetApp, isForApp } from '../../../lib/bootstrap/target-app.js';
import { parseSpecs } from '../../../lib/specs/parse-specs.js';
import { buildSpecs } from '../../support/specs-builder.js';

const appOf = (top: Readonly<Record<string, unknown>>, clientKey: string) =>
  findTargetApp(parseSpecs(buildSpecs({ top })).snapshot, clientKey);

/** The djb2 hash of `client-hashed`. */
const hashedKey = '3109121647';

describe('findTargetApp', () => {
  it.each([
    ['no maps: the project’s own app', { app_id: 'own' }, 'client-x', { id: 'own', filter: 'own' }],
    ['no maps and no app', {}, 'client-x', { id: null, filter: undefined }],
    ['a number counts as its text', { app_id: 5 }, 'client-x', { id: 5, filter: '5' }],
    [
      'the map of keys',
      { app_id: 'own', sdk_keys_to_app_ids: { 'client-x': 'a' } },
      'client-x',
      { id: 'a', filter: 'a' },
    ],
    [
      'a key that the map lacks',
      { app_id: 'own', sdk_keys_to_app_ids: {} },
      'client-x',
      { id: null, filter: undefined },
    ],
    [
      'the map of hashed keys goes before',
      { sdk_keys_to_app_ids: { 'client-hashed': 'a' }, hashed_sdk_keys_to_app_ids: { [hashedKey]: 'b' } },
      'client-hashed',
      { id: 'b', filter: 'b' },
    ],
    [
      'also when it does not know the key',
      { sdk_keys_to_app_ids: { 'client-x': 'a' }, hashed_sdk_keys_to_app_ids: {} },
      'client-x',
      { id: null, filter: undefined },
    ],
    ['an empty key is one', { app_id: 'own' }, '', { id: 'own', filter: 'own' }],
    ['a name that objects have', { sdk_keys_to_app_ids: {} }, 'constructor', { id: null, filter: undefined }],
  ])('%s', (_situation, top, clientKey, app) => {
    expect(appOf(top, clientKey)).toEqual(app);
  });
});

describe('isForApp', () => {
  it.each([
    [['a', 'b'], true],
    [['b'], false],
    [[], false],
    [undefined, false],
  ])('of %j for app "a": %s', (targetAppIDs, isFor) => {
    expect(isForApp(targetAppIDs, 'a')).toBe(isFor);
  });
});
