import type { ErrorRequestHandler, Express, RequestHandler, Router } from 'express';
import {
  type GateDeniedError,
  type GateExpression,
  requireGate,
  type RequireGateOptions,
  statsig,
} from 'statsig-nodekit/express';
import { describe, expect, it } from 'vitest';
import { type ExpressModule, majors, queriedUser, serve, startClient } from './support/start-express-app.js';

const passed: RequestHandler = (_req, res) => void res.send('passed');

/** Where a gate can stand. Each serves `/area/page` behind the gate. */
const placements: readonly (readonly [
  name: string,
  place: (parts: { app: Express; router: Router; gate: RequestHandler | RequestHandler[] }) => void,
])[] = [
  ['a route of the application', ({ app, gate }) => app.get('/area/page', gate, passed)],
  ['a route with an array of handlers', ({ app, gate }) => app.get('/area/page', [gate, passed].flat())],
  [
    'app.use before a router',
    ({ app, router, gate }) => {
      router.get('/page', passed);
      app.use('/area', gate, router);
    },
  ],
  [
    'router.use',
    ({ app, router, gate }) => {
      router.use(gate);
      router.get('/page', passed);
      app.use('/area', router);
    },
  ],
  [
    'a route of a router',
    ({ app, router, gate }) => {
      router.get('/page', gate, passed);
      app.use('/area', router);
    },
  ],
  [
    'app.use behind a route that has matched already',
    ({ app, router, gate }) => {
      app.get('/area/page', (_req, _res, next) => next());
      router.get('/page', passed);
      app.use('/area', gate, router);
    },
  ],
  [
    'app.use behind a route that has it for another method',
    ({ app, gate }) => {
      app
        .route('/area/page')
        .get((_req, _res, next) => next())
        .post(gate, passed);
      app.use('/area', gate, passed);
    },
  ],
  [
    'app.use behind a route that was left before it',
    ({ app, gate }) => {
      const leave: RequestHandler = (_req, _res, next) => next('route');
      app.get('/area/page', leave, gate, passed);
      app.use('/area', gate, passed);
    },
  ],
  [
    'app.use behind a route that a parameter left',
    ({ app, gate }) => {
      app.param('id', (_req, _res, next) => next('route'));
      app.get('/area/:id', gate, passed);
      app.use('/area', gate, passed);
    },
  ],
  [
    'a router within a route that has it, too',
    ({ app, router, gate }) => {
      router.use(gate, passed);
      app.get('/area/page', router, gate, passed);
    },
  ],
  [
    'app.all',
    ({ app, gate }) => {
      app.all('/area/page', gate);
      app.get('/area/page', passed);
    },
  ],
];

async function startApp(
  express: ExpressModule,
  set: (app: Express) => void,
): Promise<{ text: (path: string) => Promise<string>; get: (path: string) => Promise<Response>; lines: string[] }> {
  const { client, lines } = await startClient();
  const app = express();
  app.use(statsig({ client, user: queriedUser }));
  set(app);
  const { text, get } = await serve(app);
  return { text, get: (path) => get(path), lines };
}

/** An application with one gate on `/page`. */
const gated = (
  express: ExpressModule,
  expression: GateExpression,
  options?: RequireGateOptions,
): ReturnType<typeof startApp> =>
  startApp(express, (app) => app.get('/page', requireGate(expression, options), passed));

describe.each(majors)('requireGate on %s', (_, express) => {
  describe.each(placements)('in %s', (placement, place) => {
    it.each<[string, RequireGateOptions['otherwise']]>([
      ['not-found', undefined],
      ['next-route', 'next-route'],
      ['forbidden', 'forbidden'],
      ['a handler', (_req, res) => void res.status(418).send('closed')],
      ['a redirect', { redirect: '/closed' }],
    ])('lets nobody in whom the gate turns away, with %s', async (named, otherwise) => {
      const { client } = await startClient();
      const app = express();
      app.use(statsig({ client, user: queriedUser }));
      place({ app, router: express.Router(), gate: requireGate('for_ann', { otherwise }) });
      const { url } = await serve(app);
      const ask = (user: string): Promise<Response> => fetch(`${url}/area/page?user=${user}`, { redirect: 'manual' });
      expect(await (await ask('ann')).text()).toBe('passed');
      const denied = await ask('ben');
      const status = { forbidden: 403, 'a handler': 418, 'a redirect': 302 }[named] ?? 404;
      // What stands behind `app.all(…, gate)` is another route, and next-route goes there.
      const isOtherRoute = placement === 'app.all' && otherwise === 'next-route';
      expect(denied.status).toBe(isOtherRoute ? 200 : status);
      if (!isOtherRoute) expect(await denied.text()).not.toContain('passed');
    });
  });

  it('answers as Express does for a route that does not exist, by default', async () => {
    const { get } = await gated(express, 'closed');
    const [denied, unknown] = [await get('/page'), await get('/nowhere')];
    expect(denied.status).toBe(404);
    expect((await denied.text()).replaceAll('/page', '/nowhere')).toBe(await unknown.text());
    const headersOf = ({ headers }: Response): string[] => [...headers.keys()];
    expect(headersOf(denied)).toEqual(headersOf(unknown));
  });

  it('answers with the notFound handler of the gate or of statsig(), and lets error handlers have what it throws', async () => {
    const { client } = await startClient();
    const notFound: RequestHandler = (_req, res) => void res.status(404).send('our page');
    const app = express();
    app.use(statsig({ client, notFound }));
    app.get('/ours', requireGate('closed'), passed);
    const rejecting: RequestHandler = () => Promise.reject(new Error('on purpose'));
    app.get('/fails', requireGate('closed', { notFound: rejecting }), passed);
    const showError: ErrorRequestHandler = (error: Error, _req, res, _next) => void res.status(500).send(error.message);
    app.use(showError);
    const { text } = await serve(app);
    expect(await text('/ours')).toBe('our page');
    expect(await text('/fails')).toBe('on purpose');
  });

  it('hands 403 to error handlers, with an error that names no gate', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client }));
    app.get('/page', requireGate('closed', { otherwise: 'forbidden' }), passed);
    const showError: ErrorRequestHandler = (error: GateDeniedError, _req, res, _next) => {
      const { name, code, status, message } = error;
      res.status(status).json({ name, code, status, message });
    };
    app.use(showError);
    const { get } = await serve(app);
    const answer = await get('/page');
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      name: 'GateDeniedError',
      code: 'gate_denied',
      status: 403,
      message: 'Forbidden',
    });
  });

  it('goes to the next route that matches with next-route', async () => {
    const { text } = await startApp(express, (app) => {
      app.get('/page', ...requireGate('for_ann', { otherwise: 'next-route' }), passed);
      app.get('/page', (_req, res) => void res.send('old page'));
    });
    expect(await text('/page?user=ann')).toBe('passed');
    expect(await text('/page?user=ben')).toBe('old page');
  });

  it('lets nobody in by next-route where one and the same gate stands in a route and before a router', async () => {
    const gate = requireGate('for_ann', { otherwise: 'next-route' });
    const { get } = await startApp(express, (app) => {
      app.get('/area/page', gate, passed);
      app.use('/area', gate, passed);
    });
    expect((await get('/area/page?user=ben')).status).toBe(404);
    expect((await get('/area/page?user=ann')).status).toBe(200);
  });

  it('lets in by next-route who has signed in since it was denied, and no others', async () => {
    const gate = requireGate('for_ann', { otherwise: 'next-route' });
    const { get } = await startApp(express, (app) => {
      app.get('/page', gate, passed);
      app.use((req, _res, next) => {
        const { as } = req.query;
        if (typeof as === 'string') req.statsig.setUser({ userID: as });
        next();
      });
      app.use('/page', gate, passed);
    });
    expect((await get('/page?user=ben&as=ann')).status).toBe(200);
    expect((await get('/page?user=ben&as=carl')).status).toBe(404);
  });

  it('redirects to an address made from the request, with the status that is asked for', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client }));
    app.get(
      '/page',
      requireGate('closed', { otherwise: { redirect: (req) => `/old${req.path}`, status: 307 } }),
      passed,
    );
    const { url } = await serve(app);
    const answer = await fetch(`${url}/page`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([307, '/old/page']);
  });

  it.each<[string, GateExpression, 200 | 404]>([
    ['all of several', ['open', 'for_ann'], 200],
    ['all of several, one closed', ['open', 'closed'], 404],
    ['any of several', { any: ['closed', { not: 'closed' }] }, 200],
    ['a value of an experiment', { experiment: 'button_color', param: 'color', equals: 'red' }, 200],
    ['another value of an experiment', { experiment: 'button_color', param: 'color', equals: 'blue' }, 404],
    ['a value of a config', { config: 'limits', param: 'items', equals: 100 }, 200],
    ['a value of a layer', { layer: 'promo', param: 'cta', equals: 'Buy' }, 200],
    ['a missing value of a layer', { layer: 'promo', param: 'none', equals: 'Buy' }, 404],
    ['a gate that does not exist', 'no_such_gate', 404],
    ['the opposite of a gate that does not exist', { not: 'no_such_gate' }, 404],
    ['the opposite of an experiment that does not exist', { not: { experiment: 'none', param: 'p', equals: 1 } }, 404],
  ])('decides by %s', async (__, expression, status) => {
    const { get } = await gated(express, expression);
    expect((await get('/page?user=ann')).status).toBe(status);
  });

  it('says once that a gate is not in the project', async () => {
    const { get, lines } = await gated(express, { any: ['no_such_gate', 'open'] });
    await get('/page');
    await get('/page');
    expect(lines.filter((line) => line.includes('no_such_gate'))).toEqual([
      'Express: Gate "no_such_gate" is not in the project (check its name): routes behind it are closed.',
    ]);
  });

  it('logs the exposures of what it asked, and none with `exposure: false`', async () => {
    const { client, server } = await startClient();
    const app = express();
    app.use(statsig({ client, user: () => ({ userID: 'ann' }) }));
    app.get('/loud', requireGate(['for_ann', { experiment: 'button_color', param: 'color', equals: 'red' }]), passed);
    app.get('/quiet', requireGate('open', { exposure: false }), passed);
    const { text } = await serve(app);
    await text('/quiet');
    await text('/loud');
    await client.flushEvents();
    const names = server.events.map(({ eventName, metadata }) => [eventName, metadata['gate'] ?? metadata['config']]);
    expect(names.filter(([name]) => name !== 'statsig::non_exposed_checks')).toEqual([
      ['statsig::gate_exposure', 'for_ann'],
      ['statsig::config_exposure', 'button_color'],
    ]);
  });

  it('waits for an asynchronous user that a plain function begins to promise later', async () => {
    const { client } = await startClient();
    let isCached = true;
    const app = express();
    app.use(statsig({ client, user: () => (isCached ? { userID: 'ben' } : Promise.resolve({ userID: 'ann' })) }));
    app.get('/page', requireGate('for_ann'), passed);
    const { get } = await serve(app);
    expect((await get('/page')).status).toBe(404);
    isCached = false;
    expect((await get('/page')).status).toBe(200);
  });

  it('asks the client that is named', async () => {
    const [first, second] = [await startClient(), await startClient()];
    second.client.overrideGate('closed', true);
    const app = express();
    app.use(statsig({ client: first.client }), statsig({ client: second.client, name: 'partner' }));
    app.get('/first', requireGate('closed'), passed);
    app.get('/second', requireGate('closed', { client: 'partner' }), passed);
    const { get } = await serve(app);
    expect([(await get('/first')).status, (await get('/second')).status]).toEqual([404, 200]);
  });

  it('fails requests that have not passed statsig(), rather than letting them in', async () => {
    const app = express();
    app.set('env', 'test');
    app.get('/page', requireGate('open'), passed);
    const { get } = await serve(app);
    const answer = await get('/page');
    expect(answer.status).toBe(500);
    expect(await answer.text()).toMatch(
      /requireGate\(&quot;open&quot;\) ran for a request that has not passed statsig\(/,
    );
  });
});
