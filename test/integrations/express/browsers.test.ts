import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Express from 'express';
import type { Request } from 'express';
import handlebars from 'handlebars';
import { bootstrapHandler, clientProxyRouter, statsig } from 'statsig-nodekit/express';
import { StableIdCookie } from 'statsig-nodekit/request';
import { describe, expect, it, onTestFinished } from 'vitest';
import { majors, queriedUser, type RunningClient, serve, startClient } from './support/start-express-app.js';

// It has no declarations.
const { renderFile }: { renderFile: Parameters<ReturnType<typeof Express>['engine']>[1] } = createRequire(
  import.meta.url,
)('ejs');

const clientSdkKey = 'client-page';

describe.each(majors)('bootstrapHandler on %s', (_, express) => {
  it('answers GET and POST with what the client writes for the user, unchanged and uncached', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client, user: queriedUser, bootstrap: { clientSdkKey } }));
    app.all('/state', bootstrapHandler());
    app.all('/small', bootstrapHandler({ featureGateFilter: ['open'], dynamicConfigFilter: [] }));
    const { url, get } = await serve(app);
    const answer = await get('/state?user=ann', { 'user-agent': 'Firefox' });
    const body = await answer.text();
    const values = JSON.parse(body) as { feature_gates: object; user: unknown };
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(values.user).toMatchObject({ userID: 'ann', ip: '127.0.0.1', userAgent: 'Firefox' });
    const expected = client.getClientInitializeResponse(
      { userID: 'ann', ip: '127.0.0.1', userAgent: 'Firefox', locale: undefined },
      { clientSdkKey },
    );
    // Node's `fetch` asks for any language, which is no locale.
    expect(JSON.parse(body)).toEqual(JSON.parse(expected));
    const posted = await fetch(`${url}/small?user=ann`, { method: 'POST' });
    const small = (await posted.json()) as { feature_gates: object; dynamic_configs: object };
    expect(Object.keys(small.feature_gates)).toHaveLength(1);
    expect(Object.keys(values.feature_gates)).toHaveLength(5);
    const head = await fetch(`${url}/state`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(`${url}/state`, { method: 'DELETE' })).status).toBe(405);
  });

  it('waits for an asynchronous user, logs no exposure, and answers 503 while there are no specs', async () => {
    const { client, server } = await startClient();
    const app = express();
    app.use(statsig({ client, user: async () => ({ userID: 'ann' }) }));
    app.get('/state', bootstrapHandler());
    const { json } = await serve(app);
    expect(await json('/state')).toMatchObject({ user: { userID: 'ann' } });
    await client.flushEvents();
    expect(server.events).toEqual([]);
    const empty = await startClient({ disableNetwork: true });
    const emptyApp = express();
    emptyApp.use(statsig({ client: empty.client }));
    emptyApp.get('/state', bootstrapHandler());
    const answer = await (await serve(emptyApp)).get('/state');
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '5',
      { error: 'no-specs' },
    ]);
  });

  it('fails requests that have not passed statsig()', async () => {
    const app = express();
    app.set('env', 'test');
    app.get('/state', bootstrapHandler());
    expect((await (await serve(app)).get('/state')).status).toBe(500);
  });
});

describe.each(majors)('pages on %s', (_, express) => {
  const hostile = '</script><script>alert(1)</script>';

  it.each([
    ['ejs', '<head nonce="<%= cspNonce %>"><%- statsigBootstrap() %></head><%= statsig.checkGate("open") %>', 'true'],
    ['pug', 'head(nonce=cspNonce)\n  != statsigBootstrap()\n= statsig.checkGate("open")', 'true'],
    ['hbs', '<head nonce="{{cspNonce}}">{{{statsigBootstrap}}}</head>{{gate}}', 'true'],
    ['ejs', '<%- statsigBootstrap({ form: "data", id: "own" }) %>', 'id="own"'],
    ['hbs', '{{{statsigBootstrap form="data" id="own"}}}', 'id="own"'],
    ['ejs', '<%- statsig.renderBootstrap({ nonce: "0ther" }) %>', 'nonce="0ther"'],
  ])('written with %s have the bootstrap of their user: %s', async (engine, template, part) => {
    const { client } = await startClient();
    const views = await mkdtemp(join(tmpdir(), 'statsig-views-'));
    onTestFinished(() => rm(views, { recursive: true }));
    writeFileSync(join(views, `page.${engine}`), template);
    const app = express();
    app.set('views', views);
    app.engine('ejs', renderFile);
    app.engine('hbs', (_path, options, done) => done(null, handlebars.compile(template)(options)));
    app.use((_req, res, next) => {
      res.locals['cspNonce'] = 'bm9uY2U=';
      next();
    });
    app.use(statsig({ client, user: () => ({ userID: hostile }), bootstrap: { clientSdkKey } }));
    app.get('/', (req, res) => res.render(`page.${engine}`, { gate: req.statsig.checkGate('open') }));
    const { text } = await serve(app);
    const page = await text('/');
    expect(page).toContain(part);
    expect(page).not.toContain('<script>alert');
    const block = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(block)).toMatchObject({ has_updates: true, user: { userID: hostile } });
    if (!page.includes('0ther')) expect(page).toContain('nonce="bm9uY2U="');
  });

  it('make nothing for templates that do not ask for it', async () => {
    const { client } = await startClient();
    let asked = 0;
    const app = express();
    app.engine('plain', (_path, options, done) => done(null, Object.keys(options).join(' ')));
    const views = await mkdtemp(join(tmpdir(), 'statsig-views-'));
    onTestFinished(() => rm(views, { recursive: true }));
    writeFileSync(join(views, 'page.plain'), '');
    app.set('views', views);
    app.use(statsig({ client, user: () => ({ userID: `asked ${(asked += 1)}` }) }));
    app.get('/', (_req, res) => res.render('page.plain'));
    const { text } = await serve(app);
    await text('/');
    await text('/');
    // The first request finds out whether there is something to wait for.
    expect(asked).toBe(1);
  });

  it('and their browsers share a stable ID, which the visitor keeps', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client, stableId: { cookie: true }, bootstrap: { clientSdkKey } }));
    app.get('/', (req, res) => void res.json(req.statsig.user.customIDs));
    app.get('/unused', (_req, res) => void res.send('-'));
    const { get } = await serve(app);
    expect((await get('/unused')).headers.getSetCookie()).toEqual([]);
    const first = await get('/');
    const ids = (await first.json()) as { stableID: string };
    const cookies = first.headers.getSetCookie();
    expect(cookies).toEqual([new StableIdCookie({ clientSdkKey }).write(ids.stableID)]);
    const second = await get('/', { cookie: `theme=dark; ${cookies[0]?.split(';')[0] ?? ''}` });
    expect(await second.json()).toEqual(ids);
    expect(second.headers.getSetCookie()).toEqual([]);
  });

  it('give no cookie to visitors who did not agree, beside cookies of the application', async () => {
    const { client } = await startClient();
    const app = express();
    const consent = (req: Request): boolean => req.headers.cookie?.includes('consent=yes') ?? false;
    app.use(statsig({ client, stableId: { cookie: true, clientSdkKey, consent } }));
    app.get('/', (req, res) => void res.cookie('theme', 'dark').json(req.statsig.user.customIDs));
    const { get } = await serve(app);
    expect((await get('/')).headers.getSetCookie()).toEqual(['theme=dark; Path=/']);
    expect((await get('/', { cookie: 'consent=yes' })).headers.getSetCookie()).toHaveLength(2);
  });

  it('without a client key have no stable ID, and the log says why', async () => {
    const { client, lines } = await startClient();
    const app = express();
    app.use(statsig({ client, stableId: { cookie: true } }));
    app.get('/', (req, res) => void res.json(req.statsig.user.customIDs));
    const { json } = await serve(app);
    expect(await json('/')).toBeNull();
    expect(lines).toContainEqual(expect.stringMatching(/^Express: Users have no stable ID: /));
  });
});

describe.each(majors)('clientProxyRouter on %s', (_, express) => {
  /** A body as browsers send it. */
  const initialize = JSON.stringify({ user: { userID: 'ann' }, hash: 'djb2' });

  async function startShop(parser?: 'json' | 'raw' | 'text'): Promise<RunningClient & { url: string; port: number }> {
    const running = await startClient();
    const app = express();
    if (parser !== undefined) app.use(express[parser]({ type: () => true }));
    app.use(clientProxyRouter({ client: running.client, clientSdkKey }));
    app.get('/', (_req, res) => void res.send('shop'));
    const { url, server } = await serve(app);
    return { ...running, url, port: (server.address() as { port: number }).port };
  }

  it.each([[undefined], ['json'], ['raw'], ['text']] as const)(
    'answers a browser that asks for values, also behind the body parser %s',
    async (parser) => {
      const { url } = await startShop(parser);
      const answer = await fetch(`${url}/app-state/values?k=${clientSdkKey}`, {
        method: 'POST',
        body: initialize,
        headers: { 'content-type': 'application/json' },
      });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ has_updates: true, user: { userID: 'ann' } });
    },
  );

  it('passes events on with the address of the caller, and leaves other paths alone', async () => {
    const { url, client, server } = await startShop();
    const body = JSON.stringify({
      events: [{ eventName: 'clicked', user: { userID: 'ann' }, time: Date.now(), value: null, metadata: {} }],
      statsigMetadata: { sdkType: 'javascript-client' },
    });
    const answer = await fetch(`${url}/app-state/notes?k=${clientSdkKey}`, { method: 'POST', body });
    expect(answer.status).toBeLessThan(300);
    await client.flushEvents();
    expect(server.events).toMatchObject([{ eventName: 'clicked', user: { userID: 'ann' } }]);
    expect(await (await fetch(url)).text()).toBe('shop');
    expect((await fetch(`${url}/app-state/other`)).status).toBe(404);
  });

  it('refuses a missing body, another method and another key with a status of their own', async () => {
    const { url } = await startShop();
    const values = `${url}/app-state/values?k=${clientSdkKey}`;
    expect((await fetch(values, { method: 'POST' })).status).toBe(400);
    expect((await fetch(values)).status).toBe(405);
    expect((await fetch(`${url}/app-state/values?k=client-other`, { method: 'POST', body: initialize })).status).toBe(
      401,
    );
  });

  it('goes on serving when callers hang up within a body', async () => {
    const { url, port } = await startShop();
    for (let caller = 0; caller < 5; caller++) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        `POST /app-state/notes?k=${clientSdkKey} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{"events"`,
      );
      socket.destroy();
      await once(socket, 'close');
    }
    const answer = await fetch(`${url}/app-state/values?k=${clientSdkKey}`, { method: 'POST', body: initialize });
    expect(answer.status).toBe(200);
  });

  it('tells the page where to ask', async () => {
    const { client } = await startClient();
    const { networkConfig } = clientProxyRouter({ client, clientSdkKey, base: '/shop/s' });
    expect(networkConfig).toEqual({ initializeUrl: '/shop/s/values', logEventUrl: '/shop/s/notes' });
  });
});
