import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from 'next/types.js';
import type { StatsigOptions } from 'statsig-nodekit';
import {
  currentStatsig,
  documentNonce,
  type PageRequest,
  type StatsigPageOptions,
  type StatsigPageProps,
  withStatsigApiRoute,
  withStatsigServerSideProps,
} from 'statsig-nodekit/next/pages';
import { StableIdCookie } from 'statsig-nodekit/request';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type RegisteredClient, registerClient } from '../../../integrations/next/client-registry.js';
import { confirmPage } from '../../../integrations/next/exposures/shown-pages.js';
import { startStatsigServer, type StatsigServer } from '../nestjs/support/statsig-server.js';

const clientSdkKey = 'client-of-page';
const cookie = new StableIdCookie({ clientSdkKey });

let clients = 0;

/** A registered client of its own name, with its service and what it said in its log; all end with the test. */
async function register(
  given: { readonly clientSdkKey?: string; readonly options?: StatsigOptions } = { clientSdkKey },
): Promise<RegisteredClient & { readonly name: string; readonly server: StatsigServer; readonly lines: string[] }> {
  const server = await startStatsigServer();
  const lines: string[] = [];
  const name = `pages-${(clients += 1)}`;
  const registered = registerClient({
    name,
    sdkKey: 'secret-next-test',
    clientSdkKey: given.clientSdkKey ?? '',
    options: {
      ...server.options,
      outputLoggerProvider: {
        warn: (_tag, message) => lines.push(message),
        error: (_tag, message) => lines.push(message),
      },
      ...given.options,
    },
  });
  onTestFinished(async () => void (await registered.client.shutdown()));
  return { ...registered, name, server, lines };
}

type Getter = (context: GetServerSidePropsContext) => Promise<unknown>;

/** Asks over HTTP what `getServerSideProps` gives a request, as Next would call it. */
async function ask(
  getter: Getter,
  { path = '/', headers = {} }: { readonly path?: string; readonly headers?: Record<string, string> } = {},
): Promise<{ readonly result: Result; readonly cookies: string[] }> {
  const url = await serve(async (req, res) => {
    const context = { req, res, query: {}, resolvedUrl: req.url ?? '' } as GetServerSidePropsContext;
    res.end(JSON.stringify(await getter(context).catch((error: unknown) => ({ error: String(error) }))));
  });
  const response = await fetch(url + path, { headers: { 'user-agent': 'Test/1.0', ...headers } });
  return { result: (await response.json()) as Result, cookies: response.headers.getSetCookie() };
}

interface Result {
  readonly props?: Record<string, unknown> & StatsigPageProps;
  readonly redirect?: object;
  readonly notFound?: boolean;
  readonly error?: string;
}

async function serve(answer: (req: PageRequest, res: ServerResponse) => Promise<void>): Promise<string> {
  const server = createServer((req, res) => void answer(Object.assign(req, { cookies: {} }), res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ann: StatsigPageOptions['user'] = () => ({ userID: 'ann', privateAttributes: { income: 'much' } });

describe('getServerSideProps', () => {
  it('has the client with the user of the request, and gives the page what its browser starts from', async () => {
    const { name } = await register();
    const getter = withStatsigServerSideProps(
      ({ statsig }) => ({ props: { isAnn: statsig.checkGate('for_ann'), same: currentStatsig(name) === statsig } }),
      { client: name, user: ann },
    );
    const { result, cookies } = await ask(getter, { headers: { 'accept-language': 'de' } });
    const { isAnn, same, statsig } = result.props ?? { statsig: null };
    expect([isAnn, same]).toEqual([true, true]);
    const stableID = cookie.read(cookies[0]?.split(';')[0]);
    const user = { userID: 'ann', customIDs: { stableID }, ip: '127.0.0.1', userAgent: 'Test/1.0', locale: 'de' };
    expect(statsig).toEqual({ values: expect.any(String), user, clientSdkKey });
    expect(JSON.parse(statsig?.values ?? '')).toMatchObject({ has_updates: true, user });
    expect(JSON.stringify(result)).not.toContain('much');
  });

  it('is made for a page that needs nothing else', async () => {
    const { name } = await register();
    const { result } = await ask(withStatsigServerSideProps(undefined, { client: name, user: ann }));
    expect(Object.keys(result.props ?? {})).toEqual(['statsig']);
  });

  it('waits for a user that is promised, and for properties that are', async () => {
    const { name } = await register();
    const user: StatsigPageOptions['user'] = ({ req }) => Promise.resolve({ userID: req.headers['x-user'] as string });
    const getter = withStatsigServerSideProps(
      ({ statsig }) => Promise.resolve({ props: Promise.resolve({ isAnn: statsig.checkGate('for_ann') }) }),
      { client: name, user },
    );
    const { result } = await ask(getter, { headers: { 'x-user': 'ann' } });
    expect(result.props).toMatchObject({ isAnn: true, statsig: { user: { userID: 'ann' } } });
  });

  it('gives the browser the user who has signed in meanwhile', async () => {
    const { name } = await register();
    const getter = withStatsigServerSideProps(
      ({ statsig }) => {
        statsig.setUser({ userID: 'bob' });
        return { props: {} };
      },
      { client: name, user: ann },
    );
    expect((await ask(getter)).result.props?.statsig?.user.userID).toBe('bob');
  });

  it('passes on redirects, not-founds and errors as they are', async () => {
    const { name } = await register();
    const redirect = { destination: '/sign-in', permanent: false };
    const given = { client: name, user: ann };
    expect((await ask(withStatsigServerSideProps(() => ({ redirect }), given))).result).toEqual({ redirect });
    expect((await ask(withStatsigServerSideProps(() => ({ notFound: true }), given))).result).toEqual({
      notFound: true,
    });
    const failing = withStatsigServerSideProps(() => Promise.reject(new Error('The shop is closed.')), given);
    expect((await ask(failing)).result).toEqual({ error: 'Error: The shop is closed.' });
  });

  it('gives the page the flags that it uses, and no others', async () => {
    const { name } = await register();
    const options = { client: name, user: ann, flagsUsed: { gates: ['open'] }, bootstrap: { hashAlgorithm: 'none' } };
    const { result } = await ask(withStatsigServerSideProps(undefined, options));
    const { feature_gates: gates, dynamic_configs: configs } = JSON.parse(result.props?.statsig?.values ?? '{}');
    expect([Object.keys(gates), Object.keys(configs)]).toEqual([['open'], []]);
  });

  it('renders the page also without specs and without a user, whose browser then starts from nothing', async () => {
    const server = await startStatsigServer();
    server.specsStatus = 500;
    const { name } = await register({ clientSdkKey, options: { ...server.options, outputLogLevel: 'none' } });
    const user = (): never => {
      throw new Error('The session store is down.');
    };
    const getter = withStatsigServerSideProps(({ statsig }) => ({ props: { open: statsig.checkGate('open') } }), {
      client: name,
      user,
    });
    expect((await ask(getter)).result).toEqual({ props: { open: false, statsig: null } });
  });

  it('says when it tells caches to keep the values of one visitor for others', async () => {
    const { name, lines } = await register();
    const send = (caching: string): Promise<unknown> =>
      ask(
        withStatsigServerSideProps(
          ({ res }) => {
            res.setHeader('Cache-Control', caching);
            return { props: {} };
          },
          { client: name, user: ann },
        ),
      );
    await send('private, max-age=0');
    expect(lines).toEqual([]);
    await send('public, s-maxage=10');
    expect(lines).toEqual([expect.stringContaining('is sent with `Cache-Control: public, s-maxage=10`')]);
  });

  it('says what is missing where the client key is not known', async () => {
    const { name, lines } = await register({});
    const getter = withStatsigServerSideProps(undefined, { client: name, user: ann });
    const { result, cookies } = await ask(getter);
    expect([result.props, cookies]).toEqual([{ statsig: null }, []]);
    expect(lines).toEqual([expect.stringContaining('STATSIG_CLIENT_KEY')]);
  });

  it('starts the client of the environment where none is registered, and says so', async () => {
    vi.stubEnv('STATSIG_SERVER_KEY', '');
    vi.stubEnv('STATSIG_CLIENT_KEY', clientSdkKey);
    const written = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    });
    const getter = withStatsigServerSideProps(({ statsig }) => ({ props: { open: statsig.checkGate('open') } }), {
      client: 'nobody-registered-it',
      user: ann,
    });
    expect((await ask(getter)).result).toEqual({ props: { open: false, statsig: null } });
    const log = written.mock.calls.map(([text]) => String(text)).join('');
    expect(log).toContain('registerStatsig() had not run');
  });
});

describe('stable IDs of pages', () => {
  it('are those that the visitor came with, or that the proxy gave', async () => {
    const { name } = await register();
    const getter = withStatsigServerSideProps(undefined, { client: name, user: ann });
    const { result, cookies } = await ask(getter, { headers: { cookie: `${cookie.name}=known-1` } });
    expect([result.props?.statsig?.user.customIDs, cookies]).toEqual([{ stableID: 'known-1' }, []]);
  });

  it('are for one request without consent, and can be left out', async () => {
    const { name } = await register();
    const headers = { cookie: `${cookie.name}=known-1` };
    const refused = { client: name, user: ann, stableId: { consent: (): boolean => false } };
    const { result, cookies } = await ask(withStatsigServerSideProps(undefined, refused), { headers });
    expect(result.props?.statsig?.user.customIDs?.['stableID']).not.toBe('known-1');
    expect(cookies).toEqual([cookie.forget()]);
    const none = await ask(withStatsigServerSideProps(undefined, { client: name, user: ann, stableId: false }), {
      headers,
    });
    expect([none.result.props?.statsig?.user.customIDs, none.cookies]).toEqual([undefined, []]);
  });
});

describe('exposures of pages', () => {
  const gates = async (options: Omit<StatsigPageOptions, 'client'>, headers: Record<string, string> = {}) => {
    const { name, server, client } = await register();
    const getter = withStatsigServerSideProps(
      ({ statsig }) => {
        statsig.checkGate('open');
        statsig.getDynamicConfig('limits').get('items', 0);
        statsig.getExperiment('button_color').get('color', '');
        statsig.getLayer('promo').get('cta', '');
        statsig.getParameterStore('shop_window').get('sale', false);
        statsig.getFeatureGate('closed', { disableExposureLogging: false });
        return { props: {} };
      },
      { client: name, user: ann, ...options },
    );
    await ask(getter, { headers });
    await client.flushEvents();
    return server.events
      .filter(({ eventName }) => eventName.endsWith('_exposure'))
      .map(({ metadata }) => String(metadata['gate'] ?? metadata['config']))
      .toSorted();
  };
  const all = ['button_color', 'closed', 'for_ann', 'limits', 'open', 'promo'];

  it('are logged by the server when it has answered', async () => expect(await gates({})).toEqual(all));

  it('are not logged for robots, nor for pages that fail', async () => {
    expect(await gates({}, { 'user-agent': 'Googlebot/2.1' })).toEqual(['closed']);
    const { name, server, client } = await register();
    const getter = withStatsigServerSideProps(
      ({ statsig, res }) => {
        statsig.checkGate('open');
        res.statusCode = 500;
        return { props: {} };
      },
      { client: name, user: ann },
    );
    await ask(getter);
    await client.flushEvents();
    expect(server.events.filter(({ eventName }) => eventName.endsWith('_exposure'))).toEqual([]);
  });

  it('are warned about while the application is developed, where nobody would ever log them', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { name, lines } = await register();
    const getter = withStatsigServerSideProps(
      ({ statsig }) => {
        statsig.checkGate('open');
        statsig.checkGate('for_ann');
        return { props: {} };
      },
      { client: name, user: ann, exposures: 'client', flagsUsed: { gates: ['open'] } },
    );
    await ask(getter);
    await expect
      .poll(() => lines)
      .toEqual([expect.stringContaining('Gate "for_ann" was evaluated but is never exposed')]);
  });

  it('wait for the browser to show the page where the page says so', async () => {
    const { name, server, client } = await register();
    const getter = withStatsigServerSideProps(({ statsig }) => ({ props: { isOpen: statsig.checkGate('open') } }), {
      client: name,
      user: ann,
      exposures: 'deferred',
    });
    const { confirmation } = (await ask(getter)).result.props?.statsig ?? {};
    await client.flushEvents();
    expect([server.events, confirmation?.url]).toEqual([[], '/app-state/seen']);
    expect(confirmPage(confirmation?.id ?? '')).toBe(true);
    await client.flushEvents();
    expect(server.events.map(({ metadata }) => metadata['gate'])).toEqual(['open']);
  });

  it('are left to the browser where the page says so, but for questions that say otherwise', async () =>
    expect(await gates({ exposures: 'client' })).toEqual(['closed']));

  it.each([{ purpose: 'prefetch' }, { 'sec-purpose': 'prefetch;prerender' }, { 'x-middleware-prefetch': '1' }])(
    'are not logged for what is fetched ahead: %o',
    async (headers) => expect(await gates({}, headers)).toEqual(['closed']),
  );
});

describe('an API route', () => {
  it('has the client with the user of the request', async () => {
    const { name, client, server } = await register();
    const route = withStatsigApiRoute<string>(
      (req, res) => {
        req.statsig.logEvent('bought');
        (res as unknown as ServerResponse).end(String(req.statsig.checkGate('for_ann')));
      },
      { client: name, user: ann },
    );
    const url = await serve((req, res) => route(req as NextApiRequest, res as unknown as NextApiResponse<string>));
    expect(await (await fetch(url)).text()).toBe('true');
    await client.flushEvents();
    expect(server.events.map(({ eventName }) => eventName).toSorted()).toEqual(['bought', 'statsig::gate_exposure']);
  });

  it('fails as it would without', async () => {
    const { name } = await register();
    const failure = new Error('The shop is closed.');
    const route = withStatsigApiRoute(() => Promise.reject(failure), { client: name });
    let thrown: unknown;
    const url = await serve(async (req, res) => {
      await route(req as NextApiRequest, res as unknown as NextApiResponse).catch((error: unknown) => (thrown = error));
      res.end();
    });
    await fetch(url);
    expect(thrown).toBe(failure);
  });
});

describe('the nonce of a document', () => {
  it.each([
    [{ 'x-nonce': 'bm9uY2U=' }, 'bm9uY2U='],
    [{ 'content-security-policy': "default-src 'self'; script-src 'nonce-YWJj' 'self'" }, 'YWJj'],
    [{ 'content-security-policy-report-only': "script-src 'nonce-YWJj'" }, 'YWJj'],
    [{ 'x-nonce': '"><script>' }, undefined],
    [{}, undefined],
  ])('is read from %o', (headers, nonce) => expect(documentNonce({ req: { headers } })).toBe(nonce));

  it('is none for a page that is rendered while the application is built', () =>
    expect(documentNonce({})).toBeUndefined());
});
