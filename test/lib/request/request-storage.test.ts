import { Statsig } from 'statsig-nodekit';
import { expect, it } from 'vitest';
import { RequestClient } from '../../../lib/request/request-client.js';
import { currentRequestScope, enterRequest } from '../../../lib/request/request-storage.js';

it('enterRequest gives each client of a request its scope, and another request none of them', () => {
  const client = new Statsig('secret-test', { disableNetwork: true, outputLogLevel: 'none' });
  const requests = new RequestClient({ client, integration: 'Test' });
  const [request, another] = [{ headers: {} }, { headers: {} }];
  const [first, second] = [requests.open(request), requests.open(request)];
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
