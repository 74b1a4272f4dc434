import { describe, expect, it } from 'vitest';
import { OriginPolicy } from '../../../../lib/request/client-proxy/origin-policy.js';

const refusal = 'Pages of this origin may not ask';

function requestFrom(origin: string, headers: Record<string, string> = {}, url = 'http://localhost/a'): Request {
  return new Request(url, { method: 'POST', headers: { origin, ...headers } });
}

describe('OriginPolicy', () => {
  const policy = new OriginPolicy([]);

  it('takes a page for one of the same origin when it has the host that was asked for', () => {
    // Browsers say `Sec-Fetch-Site` over https alone, and integrations with frameworks make the host of the address up.
    expect(policy.check(requestFrom('http://shop.test:3000', { host: 'Shop.test:3000' }))).toEqual({});
    expect(policy.check(requestFrom('https://shop.test', { host: 'shop.test' }))).toEqual({});
    expect(policy.check(requestFrom('https://shop.test', {}, 'https://shop.test/a'))).toEqual({});
    expect(
      policy.check(requestFrom('https://shop.test', { host: 'inner:80', 'sec-fetch-site': 'same-origin' })),
    ).toEqual({});
  });

  it('refuses pages of another host or port, and those of the host that an integration made up', () => {
    for (const origin of ['http://shop.test:3001', 'http://evil.test', 'http://localhost', 'null']) {
      expect(() => policy.check(requestFrom(origin, { host: 'shop.test:3000' }))).toThrow(refusal);
    }
  });
});
