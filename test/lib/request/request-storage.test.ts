import { Statsig } from 'statsig-nodekit';
import { describe, expect, it } from 'vitest';
import { RequestClient } from '../../../lib/request/request-client.js';
import type { RequestScope } from '../../../lib/request/request-scope.js';
import {
  currentRequestScope,
  currentStatsig,
  enterRequest,
  requestScopeOf,
  tryCurrentStatsig,
} from '../../../lib/request/request-storage.js';

const client = new Statsig('secret-test', { disableNetwork: true, outputLogLevel: 'none' });
const requests = new RequestClient({ client, integration: 'Test' });
const openScope = (): RequestScope => requests.open({ headers: {} });

describe('enterRequest', () => {
  it('gives each client of a request its scope, and another request none of them', () => {
    const [request, another] = [{}, {}];
    const [first, second] = [openScope(), openScope()];
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
    expect([requestScopeOf(request), requestScopeOf(request, 'other')]).toEqual([first, second]);
    expect([requestScopeOf(another), requestScopeOf(another, 'other')]).toEqual([undefined, second]);
  });

  it('lasts over awaits, and gives back what it ran', async () => {
    const scope = openScope();
    const result = await enterRequest({ request: {}, clientName: 'default', scope }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentRequestScope();
    });
    expect(result).toBe(scope);
  });

  it('finds a request again that has lost its way, and gives it the newer scope', () => {
    const request = {};
    enterRequest({ request, clientName: 'other', scope: openScope() }, () => {});
    const scope = openScope();
    enterRequest({ request, clientName: 'default', scope }, () => {
      expect(currentRequestScope()).toBe(scope);
      expect(currentRequestScope('other')).toBeDefined();
    });
  });
});

describe('currentStatsig', () => {
  it('is the view of the request that is being handled', () => {
    const scope = openScope();
    enterRequest({ request: {}, clientName: 'shop', scope }, () => {
      expect(currentStatsig('shop')).toBe(scope.view);
      expect(tryCurrentStatsig('shop')).toBe(scope.view);
      expect(tryCurrentStatsig()).toBeUndefined();
    });
  });

  it('says what to do when there is no request', () => {
    expect(tryCurrentStatsig()).toBeUndefined();
    expect(() => currentStatsig('shop')).toThrow(
      expect.objectContaining({
        code: 'request_scope_missing',
        message: expect.stringMatching(/outside of a request of the client named "shop"/),
      }),
    );
  });
});
