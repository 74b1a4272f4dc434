import { setImmediate } from 'node:timers/promises';
import { Statsig, StatsigUser } from 'statsig-nodekit';
import { currentStatsig, getStatsig, statsig, tryCurrentStatsig, tryGetStatsig } from 'statsig-nodekit/express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nestSpecs } from '../nestjs/support/nest-specs.js';
import { majors, queriedUser, serve, startClient } from './support/start-express-app.js';

describe.each(majors)('statsig() on %s', (_, express) => {
  it('gives handlers every question of the client, for the user of the request', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client, user: queriedUser }));
    app.get('/all', (req, res) => {
      const { statsig: view } = req;
      res.json({
        gate: view.checkGate('for_ann'),
        reason: view.getFeatureGate('for_ann').details.reason,
        limit: view.getDynamicConfig('limits').get('items', 0),
        color: view.getExperiment('button_color').get('color', ''),
        cta: view.getLayer('promo').get('cta', ''),
        store: view.getParameterStore('none').details.reason,
        explained: [
          view.explainGate('for_ann').value,
          view.explainConfig('limits').ruleID,
          view.explainExperiment('button_color').ruleID,
          view.explainLayer('promo').ruleID,
        ],
        userID: view.user.userID,
        isClient: view.client === client,
      });
    });
    const { json } = await serve(app);
    expect(await json('/all?user=ann')).toEqual({
      gate: true,
      reason: 'Network:Recognized',
      limit: 100,
      color: 'red',
      cta: 'Buy',
      store: 'Network:Unrecognized',
      explained: [true, 'ann', 'treatment', 'default'],
      userID: 'ann',
      isClient: true,
    });
    expect(await json('/all?user=ben')).toMatchObject({ gate: false, limit: 10, color: 'blue', userID: 'ben' });
  });

  it('makes the user once per request, when it is first needed, after the authentication', async () => {
    const { client } = await startClient();
    let asked = 0;
    const app = express();
    app.use(
      statsig({
        client,
        user: (req) => {
          asked += 1;
          return { userID: (req as { user?: { id: string } }).user?.id };
        },
      }),
    );
    app.use((req, _res, next) => {
      Object.assign(req, { user: { id: 'ann' } });
      next();
    });
    app.get('/unused', (_req, res) => void res.send('-'));
    app.get('/used', (req, res) => {
      const { user } = req.statsig;
      res.json([req.statsig.checkGate('for_ann'), req.statsig.checkGate('open'), req.statsig.user === user]);
    });
    const { text, json } = await serve(app);
    await text('/unused');
    // The first request finds out whether there is something to wait for.
    expect(asked).toBe(1);
    await text('/unused');
    expect(asked).toBe(1);
    expect(await json('/used')).toEqual([true, true, true]);
    expect(asked).toBe(2);
  });

  it('takes another user from setUser on, also where the request is not handed over', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client, context: true }));
    const price = async (): Promise<boolean> => {
      await setImmediate();
      return currentStatsig().checkGate('for_ann');
    };
    app.get('/sign-in', async (req, res) => {
      const before = await price();
      req.statsig.setUser({ userID: 'ann' });
      res.json([before, await price(), req.statsig.user.userAgent]);
    });
    app.get('/as-it-is', (req, res) => {
      req.statsig.setUser(StatsigUser.withUserID('ann'));
      res.json([req.statsig.checkGate('for_ann'), req.statsig.user.userAgent]);
    });
    const { json } = await serve(app);
    expect(await json('/sign-in', { 'user-agent': 'Firefox' })).toEqual([false, true, 'Firefox']);
    expect(await json('/as-it-is', { 'user-agent': 'Firefox' })).toEqual([true, null]);
  });

  it('follows requests only where it is told to, and says so where they are not', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client }));
    app.get('/', (req, res) => {
      expect(tryCurrentStatsig()).toBeUndefined();
      expect(() => currentStatsig()).toThrow('in Express one with the option `context: true`');
      res.json(req.statsig.checkGate('open'));
    });
    const { json } = await serve(app);
    expect(await json('/')).toBe(true);
  });

  it('never mixes the users of parallel requests', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client, context: true, user: async (req) => queriedUser(req) }));
    app.get('/', async (req, res) => {
      await setImmediate();
      res.json([currentStatsig().user.userID, req.statsig.checkGate('for_ann')]);
    });
    const { json } = await serve(app);
    const users = Array.from({ length: 200 }, (__, index) => (index % 2 === 0 ? 'ann' : `user-${index}`));
    const answers = await Promise.all(users.map((user) => json(`/?user=${user}`)));
    expect(answers).toEqual(users.map((user) => [user, user === 'ann']));
  });

  it('logs exposures and events for one and the same user', async () => {
    const { client, server } = await startClient();
    const app = express();
    app.use(statsig({ client, user: () => ({ userID: 'ann', privateAttributes: { plan: 'gold' } }) }));
    app.get('/buy', (req, res) => {
      req.statsig.getExperiment('button_color');
      req.statsig.logEvent('bought', 5, { item: 'hat' });
      res.send('ok');
    });
    const { text } = await serve(app);
    await text('/buy', { 'user-agent': 'Firefox', 'accept-language': 'de-CH,de;q=0.9' });
    await client.flushEvents();
    const user = { userID: 'ann', ip: '127.0.0.1', userAgent: 'Firefox', locale: 'de-CH' };
    expect(server.events).toMatchObject([
      { eventName: 'statsig::config_exposure', user },
      { eventName: 'bought', value: 5, metadata: { item: 'hat' }, user },
    ]);
    expect(JSON.stringify(server.events)).not.toContain('gold');
  });

  it('finds the view of a request by getStatsig and tryGetStatsig', async () => {
    const { client } = await startClient();
    const app = express();
    app.get('/before', (req, res) => {
      expect(tryGetStatsig(req)).toBeUndefined();
      expect(tryCurrentStatsig()).toBeUndefined();
      try {
        getStatsig(req);
      } catch (error) {
        res.json({ code: (error as { code: string }).code, message: (error as Error).message });
      }
    });
    app.use(statsig({ client, context: true }));
    app.get('/behind', (req, res) => {
      const view = req.statsig;
      res.json([getStatsig(req) === view, tryGetStatsig(req) === view, currentStatsig() === view]);
    });
    const { json } = await serve(app);
    expect(await json('/before')).toEqual({
      code: 'request_scope_missing',
      message:
        'getStatsig(req) ran for a request that has not passed statsig({ … }). Write app.use(statsig({ … })) above the ' +
        'routes that need it.',
    });
    expect(await json('/behind')).toEqual([true, true, true]);
  });

  it('serves several clients in one application, told apart by name', async () => {
    const [first, second] = [await startClient(), await startClient()];
    second.client.overrideGate('closed', true);
    const app = express();
    app.use(statsig({ client: first.client }));
    app.use(statsig({ client: second.client, context: true, name: 'partner', user: () => ({ userID: 'ann' }) }));
    app.get('/', (req, res) => {
      const partner = getStatsig(req, 'partner');
      res.json([
        req.statsig.checkGate('closed'),
        partner.checkGate('closed'),
        partner.user.userID,
        currentStatsig('partner') === partner,
        tryGetStatsig(req, 'nobody') === undefined,
      ]);
    });
    const { json } = await serve(app);
    expect(await json('/')).toEqual([false, true, 'ann', true, true]);
  });

  it('keeps two applications with two clients in one process apart, also when one calls the other', async () => {
    const [inner, outer] = [await startClient(), await startClient()];
    inner.client.overrideGate('closed', true);
    const innerApp = express();
    innerApp.use(statsig({ client: inner.client, context: true, user: () => ({ userID: 'inner' }) }));
    innerApp.get('/', (req, res) => void res.json([req.statsig.user.userID, currentStatsig().checkGate('closed')]));
    const { json: askInner } = await serve(innerApp);
    const outerApp = express();
    outerApp.use(statsig({ client: outer.client, context: true, user: () => ({ userID: 'outer' }) }));
    outerApp.get('/', async (req, res) => {
      const answer = await askInner('/');
      res.json([answer, req.statsig.user.userID, currentStatsig().checkGate('closed')]);
    });
    const { json } = await serve(outerApp);
    expect(await json('/')).toEqual([['inner', true], 'outer', false]);
    await Promise.all([inner.client.flushEvents(), outer.client.flushEvents()]);
    const exposed = (events: typeof inner.server.events): unknown[] => events.map(({ user }) => user['userID']);
    expect([exposed(inner.server.events), exposed(outer.server.events)]).toEqual([['inner'], ['outer']]);
  });

  it('makes a client of its own from a key, which answers with closed gates until it has specs', async () => {
    const app = express();
    const middleware = statsig({
      sdkKey: 'secret-own',
      options: { disableNetwork: true, bootstrapSpecs: JSON.stringify(nestSpecs()), outputLogLevel: 'none' },
    });
    onTestFinished(async () => void (await middleware.client.shutdown()));
    app.use(middleware);
    app.get(
      '/',
      (req, res) => void res.json([req.statsig.checkGate('open'), req.statsig.client === middleware.client]),
    );
    const { json } = await serve(app);
    await middleware.client.initialize();
    expect(await json('/')).toEqual([true, true]);
  });

  it('is a middleware with a name, for stacks and tools', () => {
    const client = new Statsig('secret-x', { disableNetwork: true, outputLogLevel: 'none' });
    expect(statsig({ client }).name).toBe('statsigMiddleware');
    expect(statsig({ client })).toHaveLength(3);
  });

  it('serves on when there are no specs at all: gates are closed, and no request fails', async () => {
    const client = new Statsig('secret-x', { disableNetwork: true, outputLogLevel: 'none' });
    const app = express();
    app.use(statsig({ client }));
    app.get('/', (req, res) => void res.json([req.statsig.checkGate('open'), req.statsig.renderBootstrap()]));
    const { json } = await serve(app);
    expect(await json('/')).toEqual([false, '']);
    await client.shutdown();
    expect(await json('/')).toEqual([false, '']);
  });
});
