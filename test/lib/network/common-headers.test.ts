import { describe, expect, it } from 'vitest';

import { buildCommonHeaders, headersInNameOf } from '../../../lib/network/common-headers.js';

describe('buildCommonHeaders', () => {
  it('percent-encodes what a header cannot carry', () => {
    const headers = buildCommonHeaders({ sdkKey: 'secret-a\n', serviceName: 'Öl 支付\uD800', sessionID: 's' }, 12.7);
    expect(headers).toMatchObject({
      'statsig-api-key': 'secret-a%0A',
      'x-request-service': '%C3%96l %E6%94%AF%E4%BB%98%EF%BF%BD',
      'statsig-client-time': '12',
    });
  });
});

describe('headersInNameOf', () => {
  const common = buildCommonHeaders({ sdkKey: 'secret-a', serviceName: undefined, sessionID: 's' }, 12);

  it('speaks with the key and the words of the SDK of a browser, and without the session of the client', () => {
    const sender = { clientSdkKey: 'client-b\n', sdkType: 'javascript-client', sdkVersion: '3.33.5' };
    expect(headersInNameOf(sender, common)).toEqual({
      'statsig-api-key': 'client-b%0A',
      'statsig-sdk-type': 'javascript-client',
      'statsig-sdk-version': '3.33.5',
      'statsig-client-time': '12',
      'x-request-service': 'unknown',
      accept: '*/*',
      'accept-encoding': 'gzip, br',
    });
  });

  it('leaves out words that are not known', () => {
    const headers = headersInNameOf({ clientSdkKey: 'client-b', sdkType: undefined, sdkVersion: undefined }, common);
    expect(Object.keys(headers)).not.toContain('statsig-sdk-type');
    expect(Object.keys(headers)).not.toContain('statsig-sdk-version');
  });
});
