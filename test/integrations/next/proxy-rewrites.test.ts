// cspell:ignore Googlebot unstub

import { type NextFetchEvent, NextRequest, NextResponse } from 'next/server.js';
import {
  type ProxyHandler,
  rewriteByExperiment,
  rewriteByGate,
  type RewriteRule,
  type StatsigProxyOptions,
  withStatsigProxy,
} from 'statsig-nodekit/next/proxy';
import { staticVariants } from 'statsig-nodekit/next/static';
import { StableIdCookie } from 'statsig-nodekit/request';
import { createTestStatsig, group, type TestStatsig } from 'statsig-nodekit/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { adoptClient } from './support/adopt-client.js';

const clientSdkKey = 'client-of-page';
const cookie = new StableIdCookie({ clientSdkKey });

/** Ann is staff and in the group of the short page, Bob in the group of the long one, and others in none. */
const flags = (): TestStatsig =>
  createTestStatsig({
    gates: {
      staff: ({ userID }) => userID === 'ann',
      known_device: ({ customIDs }) => customIDs?.['stableID'] === 'known-1',
    },
    experiments: {
      landing: ({ userID }) =>
        userID === 'ann' ? group('Short', {}) : userID === 'bob' ? group('Long', {}) : { page: 'usual' },
    },
  });

/** A proxy whose users say who they are by `?user=`, and where it leads a path. */
function proxyWith(
  rewrite: StatsigProxyOptions['rewrite'],
  { handler, ...options }: StatsigProxyOptions & { readonly handler?: ProxyHandler } = {},
): ShopProxy {
  const statsig = flags();
  const proxy = withStatsigProxy(handler, {
    clientSdkKey,
    client: adoptClient(statsig),
    user: ({ request }) => ({ userID: request.nextUrl.searchParams.get('user') ?? undefined }),
    rewrite,
    ...options,
  });
  return {
    statsig,
    ask: async (path, headers = {}) => {
      const request = new NextRequest(`http://shop.test${path}`, { headers });
      // The proxy hands it on to the handler, and asks nothing of it.
      const response = await proxy(request, {} as NextFetchEvent);
      const leadsTo = response.headers.get('x-middleware-rewrite')?.replace('http://shop.test', '');
      return { response, leadsTo: leadsTo ?? (response.headers.has('x-middleware-next') ? 'on' : 'nowhere') };
    },
  };
}

interface ShopProxy {
  readonly statsig: TestStatsig;
  readonly ask: (path: string, headers?: Record<string, string>) => Promise<Answer>;
}

interface Answer {
  readonly response: Response;
  /** The address of a rewrite; `on` for the page that was asked for. */
  readonly leadsTo: string;
}

/** Where a proxy leads each of these paths. */
const ways = async ({ ask }: ShopProxy, paths: readonly string[]): Promise<string[]> => {
  const answers: string[] = [];
  for (const path of paths) answers.push((await ask(path)).leadsTo);
  return answers;
};

describe('rewriteByGate', () => {
  it('leads whom the gate is open for to the page, and leaves the address as it is', async () => {
    const proxy = proxyWith(rewriteByGate('staff', { from: '/', to: '/team' }));
    expect(await ways(proxy, ['/?user=ann', '/?user=bob', '/', '/other?user=ann'])).toEqual([
      '/team?user=ann',
      'on',
      'on',
      'on',
    ]);
  });

  it('leads others to another page, if there is one', async () => {
    const proxy = proxyWith(rewriteByGate('staff', { from: '/', to: '/team', otherwise: '/public' }));
    expect(await ways(proxy, ['/?user=ann', '/?user=bob'])).toEqual(['/team?user=ann', '/public?user=bob']);
  });

  it('leads all that is below a path', async () => {
    const proxy = proxyWith(rewriteByGate('staff', { from: '/docs/*', to: '/docs/next/*' }));
    const paths = [
      '/docs?user=ann',
      '/docs/a/b?user=ann',
      '/docs-old?user=ann',
      '/docs/a?user=bob',
      '/docs/next/a?user=ann',
    ];
    expect(await ways(proxy, paths)).toEqual(['/docs/next?user=ann', '/docs/next/a/b?user=ann', 'on', 'on', 'on']);
    expect(await ways(proxy, ['/docs/next?user=bob', '/docs/next/a?user=bob'])).toEqual([
      '/404?user=bob',
      '/404?user=bob',
    ]);
  });

  it.each(['/team', '/team/', '/t%65am', '/%74%65%61%6D'])(
    'lets others not find the page by its address: %s',
    async (path) => {
      const proxy = proxyWith(rewriteByGate('staff', { from: '/', to: '/team' }));
      const { response, leadsTo } = await proxy.ask(`${path}?user=bob`);
      expect([leadsTo.startsWith('/404'), response.status]).toEqual([true, 404]);
      expect((await proxy.ask(`${path}?user=ann`)).leadsTo).toBe('on');
    },
  );

  it.each([
    ['/docs/..%2f..%2fadmin', 'on'],
    ['/docs/a%2F.%2e%2F%2e.%2f..%2Fadmin', 'on'],
    ['/docs/..%5c..%5cadmin', '/docs-next/..%5C..%5Cadmin'],
    ['/docs/%252e%252e/admin', '/docs-next/%252e%252e/admin'],
    ['/docs/100%25', '/docs-next/100%25'],
    ['/docs/a%3Fb%23c', '/docs-next/a%3Fb%23c'],
    ['/docs/caf%C3%A9', '/docs-next/caf%C3%A9'],
  ])('leads to nothing but pages below the path, however an address is written: %s', async (path, leadsTo) => {
    const rule = rewriteByGate('staff', { from: '/docs/*', to: '/docs-next/*' });
    const asAnn = proxyWith(rule, { user: () => ({ userID: 'ann' }) });
    expect((await asAnn.ask(path)).leadsTo).toBe(leadsTo);
  });

  it('hides pages below a path, however an address is written', async () => {
    const proxy = proxyWith(rewriteByGate('staff', { from: '/docs/*', to: '/docs-next/*' }));
    expect(await ways(proxy, ['/docs-next%2Fa', '/docs-next/..%2fa', '/docs-next/%252e%252e/a'])).toEqual([
      '/404',
      '/404',
      '/404',
    ]);
  });

  it('lets everyone find a page that has an address of its own', async () => {
    const proxy = proxyWith(rewriteByGate('staff', { from: '/', to: '/team', direct: 'everyone' }));
    expect(await ways(proxy, ['/?user=bob', '/team?user=bob'])).toEqual(['on', 'on']);
  });

  it('takes the gate for closed before there are specs', async () => {
    const proxy = proxyWith(rewriteByGate('nobody_defined_it', { from: '/', to: '/team' }));
    expect(await ways(proxy, ['/?user=ann', '/team?user=ann'])).toEqual(['on', '/404?user=ann']);
  });

  it.each([
    ['team', '/'],
    ['/team?x', '/'],
    ['/*/team', '/'],
    ['/team/*', '/'],
    ['/team', '/*'],
    // A program without types.
    [undefined as unknown as string, '/'],
  ])('refuses while it is loaded to lead to %s from %s', (to, from) => {
    expect(() => rewriteByGate('staff', { from, to })).toThrow(TypeError);
  });
});

describe('rewriteByExperiment', () => {
  const landing = rewriteByExperiment('landing', {
    from: '/landing',
    groups: { Short: '/landing/short', Long: '/landing' },
  });

  it('leads each visitor to the page of the group, and who is in none nowhere', async () => {
    expect(await ways(proxyWith(landing), ['/landing?user=ann', '/landing?user=bob', '/landing'])).toEqual([
      '/landing/short?user=ann',
      'on',
      'on',
    ]);
  });

  it('lets others not find the page of a group', async () => {
    expect(await ways(proxyWith(landing), ['/landing/short?user=ann', '/landing/short?user=bob'])).toEqual([
      'on',
      '/404?user=bob',
    ]);
  });
});

describe('exposures of rewrites', () => {
  const byServer = rewriteByGate('staff', { from: '/', to: '/team', exposures: 'server' });

  it('are left to the browser unless the rule says otherwise', async () => {
    const { statsig, ask } = proxyWith(rewriteByGate('staff', { from: '/', to: '/team' }));
    await ask('/?user=ann');
    statsig.expectNoExposure('staff');
  });

  it('are logged for documents, for the visitor whom the page sees', async () => {
    const { statsig, ask } = proxyWith(byServer);
    const { response } = await ask('/?user=ann', { 'sec-fetch-dest': 'document' });
    const stableID = cookie.read(response.headers.get('x-middleware-request-cookie')) ?? 'none';
    expect(response.headers.getSetCookie()).toEqual([cookie.write(stableID)]);
    statsig.expectExposure('staff').for({ userID: 'ann', customIDs: { stableID } }).withValue(true).times(1);
  });

  it.each([
    ['what browsers make ahead', { 'sec-purpose': 'prefetch;prerender' }],
    ['what the Pages Router makes ahead', { 'x-middleware-prefetch': '1', 'x-nextjs-data': '1' }],
    ['what the App Router fetches, ahead or not', { 'sec-fetch-dest': 'empty' }],
    ['robots', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
  ])('are not logged for %s, which is led the same way', async (_, headers) => {
    const { statsig, ask } = proxyWith(byServer);
    expect((await ask('/?user=ann', headers)).leadsTo).toBe('/team?user=ann');
    statsig.expectNoExposure('staff');
  });

  it('are logged for pages that the Pages Router opens', async () => {
    const { statsig, ask } = proxyWith(byServer);
    await ask('/?user=ann', { 'sec-fetch-dest': 'empty', 'x-nextjs-data': '1' });
    statsig.expectExposure('staff').for('ann').times(1);
  });

  it('are those of rules that the request is about', async () => {
    const { statsig, ask } = proxyWith([byServer, rewriteByExperiment('landing', { from: '/landing', groups: {} })]);
    await ask('/landing?user=ann');
    statsig.expectNoExposure('staff');
    statsig.expectNoExposure('landing');
  });
});

describe('a proxy with rewrites', () => {
  it('knows new and old visitors by the stable ID, as the page does', async () => {
    const proxy = proxyWith(rewriteByGate('known_device', { from: '/', to: '/back' }));
    expect((await proxy.ask('/', { cookie: `${cookie.name}=known-1` })).leadsTo).toBe('/back');
    const { response, leadsTo } = await proxy.ask('/', { cookie: `${cookie.name}=other` });
    expect([leadsTo, response.headers.getSetCookie()]).toEqual(['on', []]);
    const refused = proxyWith(rewriteByGate('known_device', { from: '/', to: '/back' }), { consent: () => false });
    expect((await refused.ask('/', { cookie: `${cookie.name}=known-1` })).leadsTo).toBe('on');
  });

  it.each([{}, ['everyone'], null])('refuses while it is loaded what is no rule: %j', (wrong) => {
    // A program without types.
    const rewrite = wrong as unknown as RewriteRule;
    expect(() => withStatsigProxy(undefined, { clientSdkKey, rewrite })).toThrow('`rewrite` takes rules');
  });

  it.each([{ exposures: 'sever' }, { direct: 'nobody' }])('refuses options that do not exist: %j', (wrong) => {
    // The same: a program without types.
    const options = { from: '/', to: '/team', ...(wrong as object) };
    expect(() => rewriteByGate('staff', options)).toThrow('A rewrite is not in order: `');
    expect(() => rewriteByExperiment('landing', { ...options, groups: {} })).toThrow('A rewrite is not in order: `');
  });

  it('follows the first rule that leads elsewhere, and rules of the application', async () => {
    const closed: RewriteRule = {
      concerns: (path) => path.startsWith('/shop'),
      decide: ({ path, statsig }) => (statsig.user.userID === 'bob' ? { to: `/closed${path}` } : undefined),
    };
    const proxy = proxyWith([closed, rewriteByGate('staff', { from: '/shop', to: '/team' })]);
    expect(await ways(proxy, ['/shop?user=bob', '/shop?user=ann', '/shop?user=cy'])).toEqual([
      '/closed/shop?user=bob',
      '/team?user=ann',
      'on',
    ]);
  });

  it('keeps what the own proxy of the application passes on and sets, and lets it have the last word', async () => {
    const rule = rewriteByGate('staff', { from: '/', to: '/team' });
    const passing = proxyWith(rule, {
      handler: (request) => {
        const answer = NextResponse.next({
          request: { headers: new Headers([...request.headers, ['x-tenant', 'blue']]) },
        });
        answer.cookies.set('theme', 'dark');
        return answer;
      },
    });
    const { response, leadsTo } = await passing.ask('/?user=ann', { cookie: `${cookie.name}=known-1` });
    expect([leadsTo, response.headers.get('x-middleware-request-x-tenant')]).toEqual(['/team?user=ann', 'blue']);
    expect(response.headers.getSetCookie()).toEqual([expect.stringContaining('theme=dark')]);
    const refusing = proxyWith(rule, { handler: () => new Response('closed', { status: 503 }) });
    expect((await refusing.ask('/?user=ann')).response.status).toBe(503);
    const leading = proxyWith(rule, { handler: ({ url }) => NextResponse.rewrite(new URL('/own', url)) });
    expect((await leading.ask('/?user=ann')).leadsTo).toBe('/own');
  });

  it('has no cache on the way keep the page of one visitor for others', async () => {
    const rule = rewriteByGate('staff', { from: '/', to: '/team' });
    const control = async (path: string, proxy = proxyWith(rule)): Promise<string | null> =>
      (await proxy.ask(path, { cookie: `${cookie.name}=known-1` })).response.headers.get('cache-control');
    expect(await control('/?user=ann')).toBe('private, no-cache');
    expect(await control('/?user=bob')).toBe('private, no-cache');
    expect(await control('/other')).toBeNull();
    const own = proxyWith(rule, { handler: () => NextResponse.next({ headers: { 'cache-control': 'no-store' } }) });
    expect(await control('/?user=ann', own)).toBe('no-store');
  });

  it('goes on when the user cannot be found out, as for a visitor without an ID', async () => {
    const proxy = proxyWith(rewriteByGate('staff', { from: '/', to: '/team' }), {
      user: () => Promise.reject(new Error('The session store is down.')),
    });
    expect((await proxy.ask('/?user=ann')).leadsTo).toBe('on');
  });
});

describe('staticVariants', () => {
  const secret = 'a-secret-of-these-tests';
  const pricing = staticVariants({
    page: '/pricing',
    gates: ['staff'],
    experiments: { landing: ['Short', 'Long'] },
    secret,
  });
  const variantOf = (leadsTo: string): string => /^\/pricing\/([\w-]{16})\/?\?/.exec(leadsTo)?.[1] ?? '';

  it('are all combinations of answers, which the page reads from its parameter', () => {
    const params = pricing.params();
    expect(new Set(params.map(({ variant }) => variant)).size).toBe(6);
    expect(params.map(({ variant }) => pricing.read(variant))).toEqual(
      [false, true].flatMap((staff) =>
        [null, 'Short', 'Long'].map((landing) => ({ gates: { staff }, groups: { landing } })),
      ),
    );
    // The types are those of the names.
    const variant = pricing.read(params[1]?.variant);
    const told: { readonly staff: boolean | undefined; readonly landing: 'Short' | 'Long' | null | undefined } = {
      staff: variant?.gates.staff,
      landing: variant?.groups.landing,
    };
    expect(told).toEqual({ staff: false, landing: 'Short' });
  });

  it('are chosen by the proxy for each visitor', async () => {
    const proxy = proxyWith(pricing);
    const read = async (path: string): Promise<unknown> => pricing.read(variantOf((await proxy.ask(path)).leadsTo));
    expect(await read('/pricing?user=ann')).toEqual({ gates: { staff: true }, groups: { landing: 'Short' } });
    expect(await read('/pricing?user=bob')).toEqual({ gates: { staff: false }, groups: { landing: 'Long' } });
    expect(await read('/pricing/?user=cy')).toEqual({ gates: { staff: false }, groups: { landing: null } });
    proxy.statsig.expectNoExposure('landing');
  });

  it('are found by their own address by none but those who are led there', async () => {
    const proxy = proxyWith(pricing);
    const variant = variantOf((await proxy.ask('/pricing?user=ann')).leadsTo);
    const paths = [`/pricing/${variant}?user=ann`, `/pricing/${variant}?user=bob`, '/pricing/faq?user=bob'];
    expect(await ways(proxy, paths)).toEqual(['on', '/404?user=bob', 'on']);
  });

  it('have addresses that only the secret tells, the same on every server', () => {
    const copy = staticVariants({
      page: '/pricing',
      gates: ['staff'],
      experiments: { landing: ['Short', 'Long'] },
      secret,
    });
    expect(copy.params()).toEqual(pricing.params());
    const others = [
      staticVariants({
        page: '/pricing',
        gates: ['staff'],
        experiments: { landing: ['Short', 'Long'] },
        secret: `${secret}!`,
      }),
      staticVariants({ page: '/other', gates: ['staff'], experiments: { landing: ['Short', 'Long'] }, secret }),
    ];
    for (const other of others) {
      expect(other.params().map(({ variant }) => pricing.read(variant))).toEqual(
        Array.from({ length: 6 }, () => undefined),
      );
    }
    expect([pricing.read(''), pricing.read(undefined), pricing.read(['x'])]).toEqual([undefined, undefined, undefined]);
  });

  it('expose on the server where they are told to', async () => {
    const proxy = proxyWith(
      staticVariants({ page: '/', experiments: { landing: ['Long'] }, secret, exposures: 'server' }),
    );
    expect((await proxy.ask('/?user=bob')).leadsTo).toMatch(/^\/[\w-]{16}\?user=bob$/);
    proxy.statsig.expectExposure('landing').for('bob').inGroup('Long').times(1);
  });

  it('are at most 32, and of one page', () => {
    const gates = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(staticVariants({ page: '/p', gates: gates.slice(1), secret }).params()).toHaveLength(32);
    expect(() => staticVariants({ page: '/p', gates, secret })).toThrow('would have 64 variants, and 32 are the most');
    expect(() => staticVariants({ page: '/p/*', secret })).toThrow(TypeError);
  });

  it.each([undefined, '', 'too-short'])('end the build without a secret, and let a server go on: %s', async (weak) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    vi.stubEnv('STATSIG_VARIANTS_SECRET', weak);
    onTestFinished(() => void vi.unstubAllEnvs());
    const unsigned = staticVariants({ page: '/pricing', gates: ['staff'] });
    expect(warn.mock.calls).toEqual([[expect.stringContaining('set STATSIG_VARIANTS_SECRET')]]);
    expect(() => unsigned.params()).toThrow('set STATSIG_VARIANTS_SECRET');
    expect((await proxyWith(unsigned).ask('/pricing?user=ann')).leadsTo).toBe('on');
  });
});
