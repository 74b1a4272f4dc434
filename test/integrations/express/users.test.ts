import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { statsig } from 'statsig-nodekit/express';
import { describe, expect, it } from 'vitest';
import { majors, queriedUser, serve, startClient } from './support/start-express-app.js';

/** Lines of the log that tell of the `user` option. */
const aboutUsers = (lines: readonly string[]): string[] => lines.filter((line) => line.includes('`user`'));

describe.each(majors)('users of requests on %s', (_, express) => {
  it('have what the request shows, and the ID that authentication found', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client, countryHeader: 'CF-IPCountry' }));
    app.use((req, _res, next) => {
      if (req.headers.authorization !== undefined) Object.assign(req, { user: { sub: 42 } });
      next();
    });
    app.get('/', (req, res) => void res.json(req.statsig.user));
    const { json } = await serve(app);
    const shown = { 'user-agent': 'Firefox', 'accept-language': 'fr;q=0.5, de-CH', 'cf-ipcountry': 'ch' };
    expect(await json('/', { ...shown, authorization: 'Bearer x' })).toEqual({
      userID: '42',
      ip: '127.0.0.1',
      userAgent: 'Firefox',
      locale: 'de-CH',
      country: 'CH',
    });
    expect(await json('/', shown)).toMatchObject({ userID: '' });
  });

  it('without the header of a CDN being named, take no country from a header', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client }));
    app.get('/', (req, res) => void res.json(req.statsig.user));
    const { json } = await serve(app);
    expect(await json('/', { 'cf-ipcountry': 'CH' })).not.toHaveProperty('country');
  });

  it.each([
    ['at once', (tell: () => object) => tell()],
    ['as a promise', async (tell: () => object) => tell()],
  ])('are anonymous while the `user` option fails %s, and the log says so twice', async (__, answer) => {
    const { client, lines } = await startClient();
    let isBroken = true;
    const app = express();
    app.use(
      statsig({
        client,
        user: () =>
          answer(() => {
            if (isBroken) throw new Error('no database');
            return { userID: 'ann' };
          }),
      }),
    );
    app.use((req, ___, next) => {
      Object.assign(req, { user: { id: 'session' } });
      next();
    });
    app.get('/', (req, res) => void res.json([req.statsig.user.userID, req.statsig.user.ip]));
    const { json } = await serve(app);
    for (let request = 0; request < 3; request++) expect(await json('/')).toEqual(['', '127.0.0.1']);
    isBroken = false;
    for (let request = 0; request < 3; request++) expect(await json('/')).toEqual(['ann', '127.0.0.1']);
    expect(aboutUsers(lines)).toEqual([
      'Express: The `user` option failed (no database); users without IDs are evaluated until it works again.',
      'Express: The `user` option works again.',
    ]);
  });

  it('are waited for no longer than userTimeoutMs when the `user` option hangs', async () => {
    const { client, lines } = await startClient();
    const app = express();
    app.use(statsig({ client, user: () => new Promise<never>(() => {}), userTimeoutMs: 50 }));
    app.get('/', (req, res) => void res.json([req.statsig.user.userID, req.statsig.checkGate('open')]));
    const { json } = await serve(app);
    expect(await json('/')).toEqual(['', true]);
    expect(await json('/')).toEqual(['', true]);
    expect(aboutUsers(lines)).toEqual([
      'Express: The `user` option failed (it told nobody within 50 ms, see `userTimeoutMs`); users without IDs are ' +
        'evaluated until it works again.',
    ]);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['no fields', {}],
  ])('are visitors when the `user` option tells %s', async (__, told) => {
    const { client, lines } = await startClient();
    const app = express();
    app.use(statsig({ client, user: () => told }));
    app.get('/', (req, res) => void res.json(req.statsig.user));
    const { json } = await serve(app);
    expect(await json('/')).toMatchObject({ userID: '', ip: '127.0.0.1' });
    expect(aboutUsers(lines)).toEqual([]);
  });

  it('asynchronous ones are asked for once per request, and are there for every question', async () => {
    const { client, lines } = await startClient();
    let asked = 0;
    const app = express();
    app.use(
      statsig({
        client,
        // Not declared async: the first request finds out.
        user: (req, defaults) =>
          Promise.resolve().then(() => {
            asked += 1;
            return { ...queriedUser(req), custom: { from: defaults.ip } };
          }),
      }),
    );
    app.get('/', (req, res) => {
      res.json([req.statsig.checkGate('for_ann'), req.statsig.user.userID, req.statsig.user.custom]);
    });
    const { json } = await serve(app);
    expect(await json('/?user=ann')).toEqual([true, 'ann', { from: '127.0.0.1' }]);
    expect(asked).toBe(1);
    expect(await json('/?user=ben')).toEqual([false, 'ben', { from: '127.0.0.1' }]);
    expect(asked).toBe(2);
    expect(aboutUsers(lines)).toEqual([]);
  });

  it('do no harm when the caller hangs up while they are being found', async () => {
    const { client } = await startClient();
    let tell: (user: object) => void = () => {};
    const signals = new EventEmitter();
    const [asked, handled] = [once(signals, 'asked'), once(signals, 'handled')];
    const app = express();
    app.use(
      statsig({
        client,
        user: async () => {
          signals.emit('asked');
          return new Promise<object>((resolve) => (tell = resolve));
        },
      }),
    );
    app.get('/', (req, res) => {
      signals.emit('handled', req.statsig.checkGate('for_ann'));
      res.json('nobody reads this');
    });
    const { server } = await serve(app);
    const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await asked;
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
    tell({ userID: 'ann' });
    expect(await handled).toEqual([true]);
  });
});

describe.each(majors)('addresses on %s', (_, express) => {
  const forwarded = { 'x-forwarded-for': '203.0.113.7, 198.51.100.2' };

  async function addressWith(
    trust: unknown,
    headers: Record<string, string> = forwarded,
    host?: string,
  ): Promise<unknown> {
    const { client } = await startClient();
    const app = express();
    if (trust !== undefined) app.set('trust proxy', trust);
    app.use(statsig({ client }));
    app.get('/', (req, res) => void res.json(req.statsig.user.ip));
    return (await serve(app, host)).json('/', headers);
  }

  it.each([
    ['is off', undefined, '127.0.0.1'],
    ['is false', false, '127.0.0.1'],
    ['trusts everyone', true, '203.0.113.7'],
    ['trusts one hop', 1, '198.51.100.2'],
    ['trusts two hops', 2, '203.0.113.7'],
    ['trusts a subnet', '127.0.0.0/8', '198.51.100.2'],
    ['trusts names and subnets', 'loopback, 198.51.100.0/24', '203.0.113.7'],
    ['trusts another subnet', '10.0.0.0/8', '127.0.0.1'],
    ['decides by a function', (ip: string) => ip.endsWith('127.0.0.1'), '198.51.100.2'],
  ])('are those of callers by `trust proxy`, which %s', async (__, trust, ip) => {
    expect(await addressWith(trust)).toBe(ip);
  });

  it('are never taken from headers that callers write themselves', async () => {
    const spoofed = {
      'x-real-ip': '1.2.3.4',
      'cf-connecting-ip': '1.2.3.4',
      forwarded: 'for=1.2.3.4',
      'x-client-ip': '1.2.3.4',
    };
    expect(await addressWith(true, spoofed)).toBe('127.0.0.1');
  });

  it.each([
    ['::1', '::1'],
    ['::', '127.0.0.1'],
  ])('of a server on %s are in the form that rules expect', async (host, ip) => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client }));
    app.get('/', (req, res) => void res.json([req.statsig.user.ip, req.statsig.checkGate('for_local')]));
    const { server, json } = await serve(app, host);
    if (host === '::1') {
      expect(await json('/')).toEqual(['::1', false]);
    } else {
      const { port } = server.address() as { port: number };
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).json()).toEqual([ip, true]);
    }
  });

  it.each([
    ['2001:db8::7', '2001:db8::7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
  ])('that a trusted proxy states as %s are %s', async (stated, ip) => {
    expect(await addressWith(1, { 'x-forwarded-for': stated })).toBe(ip);
  });

  it('behind a proxy that the application does not know of are warned about once', async () => {
    const { client, lines } = await startClient();
    const app = express();
    app.use(statsig({ client }));
    app.get('/', (req, res) => void res.json(req.statsig.user.ip));
    const { json } = await serve(app);
    const warnings = (): string[] => lines.filter((line) => line.includes('trust proxy'));
    await json('/');
    expect(warnings()).toEqual([]);
    for (let request = 0; request < 3; request++) expect(await json('/', forwarded)).toBe('127.0.0.1');
    expect(warnings()).toEqual([
      expect.stringMatching(
        /^Express: Requests carry the header X-Forwarded-For, and the setting `trust proxy` is off/,
      ),
    ]);
  });
});
