import { Statsig, StatsigUser } from 'statsig-nodekit';
import { expect, it } from 'vitest';
import { currentRequestScope, enterRequest, RequestScope } from '../../../lib/request/request-scope.js';

const client = new Statsig('secret-test', { disableNetwork: true, outputLogLevel: 'none' });
const ann = StatsigUser.withUserID('ann');
const ben = StatsigUser.withUserID('ben');

function scopeOf(resolveUser: () => StatsigUser | Promise<StatsigUser>): RequestScope {
  return new RequestScope({ client, resolveUser, warnOnce: () => {} });
}

it('RequestScope makes the user once, on first use', () => {
  let made = 0;
  const scope = scopeOf(() => {
    made += 1;
    return ann;
  });
  expect(made).toBe(0);
  expect([scope.user(), scope.user()]).toEqual([ann, ann]);
  expect(made).toBe(1);
});

it('RequestScope shares one promise while the user is being made, and then gives the user itself', async () => {
  let made = 0;
  const scope = scopeOf(async () => {
    made += 1;
    return ann;
  });
  const pending = scope.user();
  expect(pending).toBeInstanceOf(Promise);
  expect(scope.user()).toBe(pending);
  await pending;
  expect(scope.user()).toBe(ann);
  expect(made).toBe(1);
});

it('RequestScope keeps the user that was set while another was being made', async () => {
  const scope = scopeOf(async () => ann);
  const pending = scope.user();
  scope.setUser(ben);
  await pending;
  expect(scope.user()).toBe(ben);
});

it('RequestScope makes each decision once, and anew for another user', () => {
  const scope = scopeOf(() => ann);
  const [subject, other] = [{}, {}];
  let made = 0;
  const decide = (): { allowed: true } => {
    made += 1;
    return { allowed: true };
  };
  scope.decideOnce(subject, decide);
  scope.decideOnce(subject, decide);
  expect(made).toBe(1);
  scope.decideOnce(other, decide);
  expect(made).toBe(2);
  scope.setUser(ben);
  scope.decideOnce(subject, decide);
  expect(made).toBe(3);
});

it('enterRequest gives each client of a request its scope, and another request none of them', () => {
  const [request, another] = [{}, {}];
  const [first, second] = [scopeOf(() => ann), scopeOf(() => ben)];
  expect(currentRequestScope()).toBeUndefined();
  enterRequest({ request, clientName: 'default', scope: first }, () => {
    enterRequest({ request, clientName: 'other', scope: second }, () => {
      expect([currentRequestScope(), currentRequestScope('other')]).toEqual([first, second]);
      enterRequest({ request: another, clientName: 'other', scope: second }, () => {
        expect(currentRequestScope()).toBeUndefined();
      });
    });
  });
  expect(currentRequestScope()).toBeUndefined();
});
