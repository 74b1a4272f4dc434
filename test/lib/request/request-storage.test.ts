import { Statsig } from 'statsig-nodekit';
import { beforeAll, describe, expect, it } from 'vitest';
import { RequestClient } from '../../../lib/request/request-client.js';
import type { RequestScope } from '../../../lib/request/request-scope.js';
import {
  addRequestPlace,
  attachToRequest,
  beginToFollow,
  currentRequestScope,
  currentStatsig,
  enterRequest,
  requestScopeOf,
  resumeRequest,
  stayInRequest,
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

describe('other ways into a request', () => {
  it('attachToRequest shows a scope to those who have the request alone', () => {
    const [request, scope] = [{}, openScope()];
    attachToRequest({ request, clientName: 'default', scope });
    expect([requestScopeOf(request), currentRequestScope()]).toEqual([scope, undefined]);
  });

  beforeAll(beginToFollow);

  it('stayInRequest enters for what follows, and not for what runs beside it', async () => {
    const scope = openScope();
    const entering = (async () => {
      await Promise.resolve();
      stayInRequest({ request: {}, clientName: 'default', scope });
      await Promise.resolve();
      return currentRequestScope();
    })();
    const beside = (async () => {
      await entering;
      return currentRequestScope();
    })();
    expect([await entering, await beside]).toEqual([scope, undefined]);
  });

  it('resumeRequest takes up what was entered, and runs the rest where nothing was', () => {
    const [request, scope] = [{}, openScope()];
    const seen: unknown[] = [];
    enterRequest({ request, clientName: 'default', scope }, () => undefined);
    resumeRequest(request, () => seen.push(currentRequestScope()));
    resumeRequest({}, () => seen.push(currentRequestScope()));
    expect(seen).toEqual([scope, undefined]);
  });

  it('a place of the application holds requests, until it is given back', () => {
    let held: unknown;
    const place = { get: () => held, set: (scopes: unknown) => void (held = scopes) };
    const scope = openScope();
    const forget = addRequestPlace(place);
    const inside = enterRequest({ request: {}, clientName: 'default', scope, place }, () => currentRequestScope());
    // Nobody has emptied the place: it decides alone how long a request lasts.
    expect([inside, currentRequestScope()]).toEqual([scope, scope]);
    forget();
    expect(currentRequestScope()).toBeUndefined();
  });

  it('a place that refuses leaves requests to the storage of this package', () => {
    const place = {
      get: () => {
        throw new Error('no context');
      },
      set: () => {
        throw new Error('no context');
      },
    };
    const forget = addRequestPlace(place);
    const scope = openScope();
    expect(currentRequestScope()).toBeUndefined();
    expect(enterRequest({ request: {}, clientName: 'default', scope, place }, () => currentRequestScope())).toBe(scope);
    forget();
  });
});
