import { type NextFetchEvent, NextRequest, NextResponse } from 'next/server.js';
import { StableIdCookie } from 'statsig-nodekit/request';
import { type ProxyHandler, type StatsigProxyOptions, withStatsigProxy } from 'statsig-nodekit/next/proxy';
import { describe, expect, it, vi } from 'vitest';

const clientSdkKey = 'client-of-page';
const cookie = new StableIdCookie({ clientSdkKey });
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** What a proxy answers a request, and the cookies with which Next passes the request on. */
async function answerTo(
  headers: Record<string, string>,
  { handler, options }: { readonly handler?: ProxyHandler; readonly options?: StatsigProxyOptions } = {},
): Promise<{ readonly response: Response; readonly passedOn: string | undefined; readonly kept: string[] }> {
  const proxy = withStatsigProxy(handler, { clientSdkKey, ...options });
  const request = new NextRequest('http://shop.test/page', { headers });
  // The proxy hands it on to the handler, and asks nothing of it.
  const response = await proxy(request, {} as NextFetchEvent);
  const isPassedOn = response.headers.get('x-middleware-override-headers')?.split(',').includes('cookie') === true;
  const passedOn = isPassedOn ? cookie.read(response.headers.get('x-middleware-request-cookie')) : undefined;
  return { response, passedOn, kept: response.headers.getSetCookie() };
}

describe('the proxy', () => {
  it('gives a new visitor an ID that the browser keeps and the page sees in the same request', async () => {
    const { response, passedOn, kept } = await answerTo({ cookie: 'theme=dark' });
    expect(passedOn).toMatch(uuid);
    expect(kept).toEqual([cookie.write(passedOn ?? '')]);
    expect(response.headers.get('x-middleware-request-cookie')).toContain('theme=dark');
    expect(response.headers.get('x-middleware-next')).toBe('1');
  });

  it('leaves the ID of a known visitor as it is', async () => {
    const { response, passedOn, kept } = await answerTo({ cookie: `${cookie.name}=known-1` });
    expect([passedOn, kept, response.headers.get('x-middleware-next')]).toEqual([undefined, [], '1']);
  });

  it.each(['purpose', 'sec-purpose'])('gives no ID for what is fetched ahead: %s', async (name) => {
    const { passedOn, kept } = await answerTo({ [name]: 'prefetch' });
    expect([passedOn, kept]).toEqual([undefined, []]);
  });

  it.each([
    ['a no', () => false],
    ['a promise of a no', () => Promise.resolve(false)],
    [
      'an error',
      () => {
        throw new Error('The consent service is down.');
      },
    ],
    // A program without types.
    ['something that is not true', () => 'yes' as unknown as boolean],
  ])('takes %s for no consent: the ID is for one request, and the cookie is forgotten', async (_, consent) => {
    const { passedOn, kept } = await answerTo({ cookie: `${cookie.name}=known-1` }, { options: { consent } });
    expect(passedOn).toMatch(uuid);
    expect(kept).toEqual([cookie.forget()]);
    const without = await answerTo({}, { options: { consent } });
    expect(without.passedOn).toMatch(uuid);
    expect(without.kept).toEqual([]);
  });

  it('asks for consent to what is fetched ahead, too: the page would give an ID by itself', async () => {
    const ahead = { 'sec-purpose': 'prefetch;prerender' };
    const refused = await answerTo(ahead, { options: { consent: () => false } });
    expect(refused.passedOn).toMatch(uuid);
    expect(refused.kept).toEqual([]);
    const agreed = await answerTo(ahead, { options: { consent: () => true } });
    expect([agreed.passedOn, agreed.kept]).toEqual([undefined, []]);
  });

  it('has no cache on the way keep an answer with a new ID for others', async () => {
    const caching = async (
      headers: Record<string, string>,
      handler: ProxyHandler = () => undefined,
    ): Promise<unknown> => (await answerTo(headers, { handler })).response.headers.get('cache-control');
    const own: ProxyHandler = () => NextResponse.next({ headers: { 'cache-control': 'private, max-age=60' } });
    expect(await caching({})).toBe('private, no-cache, no-store, max-age=0, must-revalidate');
    expect(await caching({ cookie: `${cookie.name}=known-1` })).toBeNull();
    expect(await caching({}, own)).toBe('private, max-age=60');
  });

  it('keeps the ID of who agrees', async () => {
    const { passedOn, kept } = await answerTo({}, { options: { consent: () => Promise.resolve(true) } });
    expect(kept).toEqual([cookie.write(passedOn ?? '')]);
  });

  it('has the cookie written as the options say', async () => {
    const stableId = { maxAgeMs: 60_000, domain: 'shop.test', isSecure: false };
    const { passedOn, kept } = await answerTo({}, { options: { stableId } });
    expect(kept).toEqual([new StableIdCookie({ clientSdkKey, ...stableId }).write(passedOn ?? '')]);
    expect(() => withStatsigProxy(undefined, { clientSdkKey, stableId: { path: 'shop' } })).toThrow(TypeError);
  });
});

describe('the proxy of an application', () => {
  it('sees the ID, and may rewrite', async () => {
    let seen: string | undefined;
    const { response, passedOn, kept } = await answerTo(
      {},
      {
        handler: (request) => {
          seen = request.cookies.get(cookie.name)?.value;
          return NextResponse.rewrite(new URL('/other', request.url), { headers: { 'x-shop': 'open' } });
        },
      },
    );
    expect(seen).toMatch(uuid);
    expect([passedOn, kept]).toEqual([seen, [cookie.write(seen ?? '')]]);
    expect(response.headers.get('x-middleware-rewrite')).toBe('http://shop.test/other');
    expect(response.headers.has('x-middleware-next')).toBe(false);
    expect(response.headers.get('x-shop')).toBe('open');
  });

  it('may pass on headers of its own, and set cookies of its own', async () => {
    const { response, passedOn, kept } = await answerTo(
      {},
      {
        handler: (request) => {
          const headers = new Headers(request.headers);
          headers.set('x-visitor', 'ann');
          const answer = NextResponse.next({ request: { headers } });
          answer.cookies.set('theme', 'dark');
          return answer;
        },
      },
    );
    expect(response.headers.get('x-middleware-request-x-visitor')).toBe('ann');
    expect(kept).toEqual([expect.stringContaining('theme=dark'), cookie.write(passedOn ?? '')]);
  });

  it('may redirect and answer by itself; the browser keeps the ID all the same', async () => {
    const redirected = await answerTo({}, { handler: () => Response.redirect('http://shop.test/sign-in', 302) });
    expect([redirected.response.status, redirected.response.headers.get('location')]).toEqual([
      302,
      'http://shop.test/sign-in',
    ]);
    expect([redirected.passedOn, redirected.kept.length]).toEqual([undefined, 1]);
    const answered = await answerTo({}, { handler: () => new Response('closed', { status: 503 }) });
    expect([answered.response.status, await answered.response.text()]).toEqual([503, 'closed']);
    expect(answered.kept).toHaveLength(1);
    expect(answered.response.headers.has('x-middleware-override-headers')).toBe(false);
  });

  it('fails as it would without', async () => {
    const failure = new Error('The session store is down.');
    await expect(answerTo({}, { handler: () => Promise.reject(failure) })).rejects.toBe(failure);
  });

  it('runs without stable IDs where no client key is known, with a warning', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const answer = await answerTo({}, { handler: () => new Response('open'), options: { clientSdkKey: '' } });
    expect([await answer.response.text(), answer.kept]).toEqual(['open', []]);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('STATSIG_CLIENT_KEY')]]);
    warn.mockRestore();
  });
});
