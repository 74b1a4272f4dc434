import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { Statsig, type StatsigOptions, StatsigUser } from 'statsig-nodekit';
import { compileProject, type Project } from 'statsig-nodekit/emulator';
import { ClientProxyOptionsError, type ClientProxyOptions, createClientProxy } from 'statsig-nodekit/request';
import { describe, expect, it } from 'vitest';

const project: Project = {
  gates: {
    everyone: { rules: [{ name: 'all' }] },
    staff: { rules: [{ name: 'staff', if: [{ field: 'email', str_ends_with_any: ['@shop.example'] }] }] },
    office: { rules: [{ name: 'office', if: [{ field: 'ip', any: ['203.0.113.7'] }] }] },
    robots: { rules: [{ name: 'robots', if: [{ field: 'userAgent', str_contains_any: ['robot'] }] }] },
    gold: { rules: [{ name: 'gold', if: [{ field: 'plan', any: ['gold'] }] }] },
    device: { idType: 'stableID', rules: [{ name: 'device', if: [{ unit: 'stableID', any: ['device-1'] }] }] },
  },
};

const now = 1_700_000_000_000;
const { specs } = compileProject(project, { now });

async function clientWith(options: StatsigOptions = {}): Promise<Statsig> {
  const client = new Statsig('secret-server', {
    bootstrapSpecs: specs,
    disableNetwork: true,
    outputLogLevel: 'none',
    ...options,
  });
  await client.initialize();
  return client;
}

/** Made once: it holds nothing that a test could change. */
const client = await clientWith();

const proxyWith = (options: Partial<ClientProxyOptions> = {}): ReturnType<typeof createClientProxy> =>
  createClientProxy({ client, clientSdkKey: 'client-pages', ...options });

interface Sent {
  readonly path?: string;
  readonly key?: string;
  readonly query?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: RequestInit['body'];
}

function requestOf({ path = '/app-state/values', key = 'client-pages', query = '', ...rest }: Sent = {}): Request {
  const { method = 'POST', headers = {}, body = '{"user":{"userID":"ann"}}' } = rest;
  const withBody = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? {} : { body };
  return new Request(`https://shop.example${path}?k=${key}${query}`, { method, headers, ...withBody });
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

async function read(response: Response | undefined): Promise<Answer> {
  const text = (await response?.text()) ?? '';
  return {
    status: response?.status,
    headers: Object.fromEntries(response?.headers ?? []),
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
  };
}

const ask = async (sent: Sent, options: Partial<ClientProxyOptions> = {}, ip?: string): Promise<Answer> =>
  read(await proxyWith(options).handle(requestOf(sent), { ip }));

const gatesOf = ({ body }: Answer): string[] =>
  Object.entries(body['feature_gates'] as Record<string, { value: boolean }>)
    .filter(([, { value }]) => value)
    .map(([name]) => name)
    .toSorted((one, other) => one.localeCompare(other));

const asking = (body: object, hash = 'none'): Sent => ({ body: JSON.stringify({ hash, ...body }) });

describe('the paths of a client proxy', () => {
  it('are two, and all others are of the application', async () => {
    const proxy = proxyWith();
    expect(proxy.networkConfig).toEqual({ initializeUrl: '/app-state/values', logEventUrl: '/app-state/notes' });
    expect(await proxy.handle(requestOf({ path: '/app-state' }))).toBeUndefined();
    expect(await proxy.handle(requestOf({ path: '/app-state/values/more' }))).toBeUndefined();
    expect(await proxy.handle(requestOf({ path: '/v1/initialize' }))).toBeUndefined();
    expect((await proxy.handle(requestOf({ path: '/app-state/values' })))?.status).toBe(200);
    const notes = await proxy.handle(requestOf({ path: '/app-state/notes', body: '{"events":[{"eventName":"a"}]}' }));
    expect(notes?.status).toBe(202);
  });

  it('can be chosen', async () => {
    const { networkConfig } = proxyWith({ base: '/api/v2', paths: { values: 'v', events: 'e.json' } });
    expect(networkConfig).toEqual({ initializeUrl: '/api/v2/v', logEventUrl: '/api/v2/e.json' });
    expect(proxyWith({ base: '' }).networkConfig.initializeUrl).toBe('/values');
  });

  it('do not matter to routers that choose themselves', async () => {
    expect((await proxyWith().values(requestOf({ path: '/elsewhere' }))).status).toBe(200);
    expect((await proxyWith().events(requestOf({ path: '/elsewhere', body: '{"events":[]}' }))).status).toBe(202);
  });
});

describe('a browser that asks for values', () => {
  it('gets all that the project answers its user, for itself alone', async () => {
    const answer = await ask(asking({ user: { userID: 'ann', email: 'ann@shop.example' } }));
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-store',
    });
    expect(gatesOf(answer)).toEqual(['everyone', 'staff']);
    expect(answer.body).toMatchObject({ has_updates: true, hash_used: 'none', time: now, full_checksum: /./ });
  });

  it.each([
    ['djb2', 'djb2'],
    ['none', 'none'],
    // With these a browser would find no name.
    ['sha256', 'djb2'],
    [undefined, 'djb2'],
    [7, 'djb2'],
  ])('gets names that it can find when it asks for the hash %s', async (hash, used) => {
    const { body } = await ask({ body: JSON.stringify({ user: { userID: 'ann' }, hash }) });
    expect(body['hash_used']).toBe(used);
  });

  it('is told so when nothing has changed for exactly this user, and when it has something newer', async () => {
    const first = await ask(asking({ user: { userID: 'ann' } }));
    const has = { user: { userID: 'ann' }, full_checksum: first.body['full_checksum'], sinceTime: now };
    expect(await ask(asking(has))).toMatchObject({ status: 200, body: { has_updates: false } });
    expect(await ask(asking({ ...has, user: { userID: 'bob' } }))).toMatchObject({ body: { has_updates: true } });
    expect(await ask(asking({ ...has, full_checksum: 'other' }))).toMatchObject({ body: { has_updates: true } });
    expect(await ask(asking({ ...has, full_checksum: null }))).toMatchObject({ body: { has_updates: true } });
    const newer = { user: { userID: 'ann' }, full_checksum: null, sinceTime: now + 1 };
    expect(await ask(asking(newer))).toMatchObject({ status: 200, body: { has_updates: false } });
    // They are not those of whom the application now says it is.
    const user = (): { userID: string } => ({ userID: 'bob' });
    expect(await ask(asking(newer), { user })).toMatchObject({ body: { has_updates: true, user: { userID: 'bob' } } });
  });

  it('is evaluated with its stable ID and private attributes, and those do not come back', async () => {
    const answer = await ask(
      asking({
        user: { userID: 'ann', privateAttributes: { plan: 'gold' } },
        statsigMetadata: { stableID: 'device-1' },
      }),
    );
    expect(gatesOf(answer)).toEqual(['device', 'everyone', 'gold']);
    expect(answer.body['user']).toEqual({ userID: 'ann', customIDs: { stableID: 'device-1' } });
    const told = { user: { customIDs: { stableID: 'device-2' } }, statsigMetadata: { stableID: 'device-1' } };
    expect(gatesOf(await ask(asking(told)))).toEqual(['everyone']);
  });

  it('has the address that the server sees, whatever it says, and its user agent unless it says one', async () => {
    const claims = asking({ user: { userID: 'ann', ip: '203.0.113.7' } });
    expect(gatesOf(await ask(claims))).toEqual(['everyone']);
    expect(gatesOf(await ask(claims, {}, '198.51.100.1'))).toEqual(['everyone']);
    expect(gatesOf(await ask(asking({ user: { userID: 'ann' } }), {}, '::ffff:203.0.113.7'))).toEqual([
      'everyone',
      'office',
    ]);
    const headers = { 'user-agent': 'a robot' };
    expect(gatesOf(await ask({ ...asking({ user: { userID: 'ann' } }), headers }))).toEqual(['everyone', 'robots']);
    const own = asking({ user: { userID: 'ann', userAgent: 'an app' } });
    expect(gatesOf(await ask({ ...own, headers }))).toEqual(['everyone']);
  });

  it('gets no more than the application lets it have', async () => {
    const { body } = await ask(asking({ user: {} }), { values: { featureGateFilter: ['staff'] } });
    expect(Object.keys(body['feature_gates'] as object)).toEqual(['staff']);
  });

  it('is asked to come back while there are no specs, because values without them would be taken for good', async () => {
    const empty = new Statsig('secret-server', { disableNetwork: true, outputLogLevel: 'none' });
    const answer = await ask({}, { client: empty });
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { success: false } });
  });

  it('is read in each form that its SDK writes', async () => {
    const text = '{"user":{"email":"zoë@shop.example"},"hash":"none"}';
    const reversed = Buffer.from(text, 'latin1').toString('base64').split('').toReversed().join('');
    const forms: Sent[] = [
      { body: text },
      { body: text, headers: { 'content-type': 'application/json; charset=utf-8' } },
      { body: reversed, query: '&se=1' },
      { body: gzipSync(text), query: '&gz=1', headers: { 'content-type': '' } },
      { body: gzipSync(text), headers: { 'content-encoding': 'gzip', 'content-type': 'application/octet-stream' } },
      { body: new Blob([text]), headers: { 'content-type': 'text/plain;charset=UTF-8' } },
    ];
    for (const form of forms) {
      const answer = await ask(form);
      expect(answer.body['user']).toMatchObject({ email: 'zoë@shop.example' });
      expect(gatesOf(answer)).toEqual(['everyone', 'staff']);
    }
  });
});

describe('a request that is not in order', () => {
  const path = '/app-state/notes';
  const events = (count: number): string =>
    JSON.stringify({ events: Array.from({ length: count }, () => ({ eventName: 'a' })) });

  it.each<[string, Sent, Partial<ClientProxyOptions>, number, RegExp]>([
    ['another method', { method: 'GET' }, {}, 405, /Only POST/],
    ['a key that is not served', { key: 'client-other' }, {}, 401, /client key/],
    ['no key', { key: '' }, {}, 401, /client key/],
    ['the secret key', { key: 'secret-server' }, {}, 401, /client key/],
    ['an empty body', { body: '' }, {}, 400, /empty/],
    ['no body', { body: null }, {}, 400, /empty/],
    ['no JSON', { body: '{' }, {}, 400, /not JSON/],
    ['JSON that is no object', { body: '[]' }, {}, 400, /not a JSON object/],
    ['what is not the encoding of the SDK', { body: 'xyz', query: '&se=1' }, {}, 400, /not JSON/],
    ['broken gzip', { body: gzipSync('{}').subarray(0, 12) }, {}, 400, /gzip/],
    ['a form', { body: new URLSearchParams({ a: 'b' }) }, {}, 415, /content type/],
    ['another coding', { headers: { 'content-encoding': 'br' } }, {}, 415, /encoding/],
    ['a large body', { body: `{"a":"${'x'.repeat(1100)}"}` }, { maxBodyBytes: 1000 }, 413, /larger than 1000/],
    ['a large user', { body: `{"user":{"userID":"${'x'.repeat(65_536)}"}}` }, {}, 413, /larger than 65536/],
    ['a bomb', { body: gzipSync(' '.repeat(5_000_000)) }, {}, 413, /larger than 65536/],
    ['a bomb of events', { path, body: gzipSync(' '.repeat(5_000_000)) }, {}, 413, /larger than 1048576/],
    ['events that are no list', { path, body: '{"events":{}}' }, {}, 400, /list/],
    ['no event among the events', { path, body: '{"events":[1,{},{"eventName":""}]}' }, {}, 400, /eventName/],
    ['too many events', { path, body: events(1001) }, {}, 413, /1001 events; at most 1000/],
    ['fewer events, and yet too many', { path, body: events(3) }, { maxEvents: 2 }, 413, /3 events; at most 2/],
    [
      'metadata that are a book',
      { path, body: JSON.stringify({ events: [{ eventName: 'a' }], statsigMetadata: { a: 'x'.repeat(9000) } }) },
      {},
      413,
      /statsigMetadata/,
    ],
    [
      'metadata without end',
      { path, body: `{"events":[{"eventName":"a"}],"statsigMetadata":{"a":${'['.repeat(9000)}${']'.repeat(9000)}}}` },
      {},
      413,
      /statsigMetadata/,
    ],
  ])('because of %s is told so', async (_what, sent, options, status, error) => {
    const answer = await ask(sent, options);
    expect(answer).toMatchObject({ status, body: { success: false, error: expect.stringMatching(error) } });
    expect(answer.headers['allow']).toBe(status === 405 ? 'POST, OPTIONS' : undefined);
  });

  it('in some of its events only loses those', async () => {
    const body = JSON.stringify({ events: [null, { eventName: 'a' }, { eventName: 5 }] });
    expect(await ask({ path, body })).toMatchObject({ status: 202, body: { success: true } });
  });

  it('never makes the proxy throw, whatever it holds', async () => {
    const proxy = proxyWith({ rateLimit: false });
    const deep = `{"user":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)},"events":[]}`;
    const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
    const shaped = fc
      .record({
        user: fc.jsonValue(),
        events: fc.oneof(fc.jsonValue(), fc.array(fc.record({ eventName: fc.jsonValue(), user: fc.jsonValue() }))),
        statsigMetadata: fc.jsonValue(),
        hash: fc.jsonValue(),
        sinceTime: fc.jsonValue(),
        full_checksum: fc.jsonValue(),
      })
      .map((value) => JSON.stringify(value));
    const hostile = fc.constantFrom(
      deep,
      '{"__proto__":{"user":1},"user":{"__proto__":{"userID":"x"},"custom":{"__proto__":1}}}',
      '{"user":{"constructor":1,"toString":1,"hasOwnProperty":1,"customIDs":{"__proto__":"a"}},"events":[{"eventName":"__proto__"}]}',
    );
    const known = new Set([200, 202, 400, 413]);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), json, shaped, hostile),
        fc.constantFrom('values', 'notes'),
        fc.constantFrom('', '&se=1', '&gz=1'),
        async (body, name, query) => {
          const { status } = await askOnce({ path: `/app-state/${name}`, body, query });
          expect(known).toContain(status);
        },
      ),
      { numRuns: 400 },
    );
    async function askOnce(sent: Sent): Promise<Answer> {
      return read(await proxy.handle(requestOf(sent), { ip: '203.0.113.7' }));
    }
  });
});

describe('pages of other origins', () => {
  const from = (origin: string, more: Record<string, string> = {}): Sent => ({ headers: { origin, ...more } });
  const shop = { allowedOrigins: ['https://www.shop.example'] };

  it('may not ask, unless they are named', async () => {
    const refused = await ask(from('https://evil.example'), shop);
    expect(refused).toMatchObject({ status: 403, body: { error: expect.stringContaining('allowedOrigins') } });
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
    expect((await ask(from('null'), shop)).status).toBe(403);
    expect((await ask(from('nonsense'), shop)).status).toBe(403);
    const allowed = await ask(from('https://www.shop.example'), shop);
    expect(allowed).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': 'https://www.shop.example', vary: 'origin' },
    });
    expect(allowed.headers['access-control-allow-credentials']).toBeUndefined();
    // What was wrong can be read as well.
    const wrong = await ask({ ...from('https://www.shop.example'), key: 'client-other' }, shop);
    expect(wrong).toMatchObject({
      status: 401,
      headers: { 'access-control-allow-origin': 'https://www.shop.example' },
    });
  });

  it('are told apart from those of the same origin also behind a proxy that ends TLS or changes the host', async () => {
    expect((await ask(from('https://shop.example'))).status).toBe(200);
    expect((await ask(from('http://shop.example'))).status).toBe(200);
    expect((await ask(from('https://shop.example:8443'))).status).toBe(403);
    expect((await ask(from('https://public.example', { 'sec-fetch-site': 'same-origin' }))).status).toBe(200);
    expect((await ask(from('https://public.example', { 'sec-fetch-site': 'same-site' }))).status).toBe(403);
  });

  it('are answered beforehand', async () => {
    const asked = {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'statsig-event-count, x',
    };
    const allowed = await ask({ ...from('https://www.shop.example', asked), method: 'OPTIONS' }, shop);
    expect(allowed).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://www.shop.example',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'statsig-event-count, x',
      },
    });
    expect((await ask({ ...from('https://evil.example', asked), method: 'OPTIONS' }, shop)).status).toBe(403);
  });
});

describe('an address that asks too often', () => {
  it('is asked to wait, while others are served', async () => {
    const proxy = proxyWith({ rateLimit: { requestsPerMinute: 1, burst: 2 } });
    const from = async (ip?: string): Promise<Answer> => read(await proxy.handle(requestOf(), { ip }));
    expect([(await from('203.0.113.7')).status, (await from('::ffff:203.0.113.7')).status]).toEqual([200, 200]);
    const refused = await from('203.0.113.7');
    expect(refused).toMatchObject({ status: 429, body: { success: false } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(50);
    expect((await from('203.0.113.8')).status).toBe(200);
    for (const unknown of [undefined, '', null as unknown as undefined, undefined]) {
      expect((await from(unknown)).status).toBe(200);
    }
  });

  it('is told of in the log, once and without saying which', async () => {
    const lines: string[] = [];
    const logged = await clientWith({
      outputLogLevel: 'warn',
      outputLoggerProvider: { warn: (tag, message) => void lines.push(`${tag}: ${message}`) },
    });
    const proxy = proxyWith({ client: logged, rateLimit: { requestsPerMinute: 1, burst: 1 } });
    for (const last of [7, 7, 7, 8, 8]) await proxy.handle(requestOf(), { ip: `203.0.113.${last}` });
    const told = lines.filter((line) => line.includes('429'));
    expect(told).toEqual([expect.stringMatching(/^ClientProxy: .*`rateLimit`.*`ip`/)]);
    expect(told.join()).not.toContain('203.0');
  });

  it('is not counted where the application does not want it', async () => {
    const proxy = proxyWith({ rateLimit: false });
    for (let index = 0; index < 150; index++) {
      expect((await proxy.handle(requestOf(), { ip: '203.0.113.7' }))?.status).toBe(200);
    }
  });
});

describe('the option `user`', () => {
  it('is the only word on who the user is, and knows the request of the framework', async () => {
    const frameworkRequest = { session: { userID: 'ann', email: 'ann@shop.example' } };
    const proxy = proxyWith({
      user: ({ user, purpose, frameworkRequest: raw }) => {
        expect({ purpose, raw }).toEqual({ purpose: 'values', raw: frameworkRequest });
        expect(user).toMatchObject({ userID: 'mallory', ip: '203.0.113.7', customIDs: { stableID: 'device-1' } });
        return new StatsigUser({ ...frameworkRequest.session, customIDs: user.customIDs });
      },
    });
    const claims = { user: { userID: 'mallory', custom: { plan: 'gold' } }, statsigMetadata: { stableID: 'device-1' } };
    const answer = await read(await proxy.handle(requestOf(asking(claims)), { ip: '203.0.113.7', frameworkRequest }));
    expect(gatesOf(answer)).toEqual(['device', 'everyone', 'staff']);
  });

  it('is asked once for events of the same user', async () => {
    const asked: unknown[] = [];
    const user: ClientProxyOptions['user'] = (context) => {
      asked.push([context.purpose, context.user.userID]);
      return context.user;
    };
    const names = ['ann', 'ann', 'bob', 'ann'];
    const body = JSON.stringify({ events: names.map((userID) => ({ eventName: 'a', user: { userID } })) });
    expect((await ask({ path: '/app-state/notes', body }, { user })).status).toBe(202);
    expect(asked).toEqual([
      ['event', 'ann'],
      ['event', 'bob'],
    ]);
  });

  it('refuses the request when it fails, and the log says so once until it works again', async () => {
    const lines: string[] = [];
    const keep = (_tag: string, message: string): void => void lines.push(message);
    const logged = await clientWith({
      outputLogLevel: 'warn',
      outputLoggerProvider: { warn: keep },
    });
    let tell: ClientProxyOptions['user'];
    const proxy = proxyWith({ client: logged, userTimeoutMs: 20, user: (context) => tell?.(context) ?? context.user });
    const statuses: number[] = [];
    for (tell of [
      () => {
        throw new Error('no session store');
      },
      async () => Promise.reject(new Error('no session store')),
      () => new Promise<never>(() => undefined),
      () => 'ann' as never,
      ({ user }) => user,
    ] satisfies ClientProxyOptions['user'][]) {
      statuses.push((await proxy.values(requestOf())).status);
    }
    expect(statuses).toEqual([503, 503, 503, 503, 200]);
    expect(lines.filter((line) => line.includes('`user` option'))).toEqual([
      'The `user` option of the client proxy failed (no session store); browsers are answered 503 until it works again.',
      'The `user` option of the client proxy works again.',
    ]);
  });
});

describe('options that cannot be used', () => {
  it.each<[string, object, RegExp]>([
    ['no client', { client: undefined }, /`client` is missing/],
    ['something else for a client', { client: {} }, /`client` is an object; expected a client/],
    ['no key', { clientSdkKey: undefined }, /`clientSdkKey` is missing/],
    ['an empty key', { clientSdkKey: '' }, /`clientSdkKey` is ""/],
    ['no keys', { clientSdkKey: [] }, /`clientSdkKey` is an empty list/],
    ['a server key', { clientSdkKey: ['client-a', 'secret-b'] }, /`clientSdkKey` is a key for servers/],
    ['a base that is no path', { base: 'app' }, /`base` is "app"; expected a path that begins with a slash/],
    ['a base with a slash at its end', { base: '/app/' }, /`base`/],
    ['paths of the same name', { paths: { values: 'notes' } }, /`paths` has "notes" twice/],
    ['a path of two parts', { paths: { values: 'a/b' } }, /`paths` is not in order: `values` is "a\/b"/],
    ['an origin with a path', { allowedOrigins: ['https://shop.example/'] }, /`allowedOrigins`/],
    ['a limit that is none', { maxBodyBytes: 0 }, /`maxBodyBytes` is 0; expected a whole number from 1/],
    ['a rate that is none', { rateLimit: { burst: 0 } }, /`rateLimit` is not in order: `burst` is 0/],
    ['a misspelt one', { allowedOrigin: [] }, /`allowedOrigin` is unknown \(did you mean `allowedOrigins`\?\)/],
  ])('are refused where the proxy is made: %s', (_what, options, message) => {
    expect(() => proxyWith(options)).toThrow(ClientProxyOptionsError);
    expect(() => proxyWith(options)).toThrow(message);
    expect(() => proxyWith(options)).not.toThrow(/secret-b/);
  });
});
