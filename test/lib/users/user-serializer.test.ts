import { describe, expect, it } from 'vitest';

import { StatsigUser, userDataOf } from '../../../lib/users/statsig-user.js';
import { UserSerializer } from '../../../lib/users/user-serializer.js';

const userOf = (userID: string) => userDataOf(new StatsigUser({ userID }));
const serializer = new UserSerializer({ region: 'eu' });

describe('UserSerializer', () => {
  it('gives each user its own text, whoever came before', () => {
    const [one, other] = [userOf('one'), userOf('other')];
    const texts = [one, one, other, one].map((user) => serializer.serialize(user, undefined));
    expect(texts.map((text) => JSON.parse(text))).toEqual([
      { userID: 'one', custom: { region: 'eu' } },
      { userID: 'one', custom: { region: 'eu' } },
      { userID: 'other', custom: { region: 'eu' } },
      { userID: 'one', custom: { region: 'eu' } },
    ]);
  });

  it('writes a user again when the environment has changed', () => {
    const user = userOf('one');
    const environments = [undefined, { tier: 'staging' }, { tier: 'staging' }, { tier: 'production' }];
    const texts = environments.map((environment) => serializer.serialize(user, environment));
    expect(texts.map((text) => (JSON.parse(text) as Record<string, unknown>)['statsigEnvironment'])).toEqual([
      undefined,
      { tier: 'staging' },
      { tier: 'staging' },
      { tier: 'production' },
    ]);
  });
});
