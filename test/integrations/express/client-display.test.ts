import { ServerResponse } from 'node:http';
import { getStatsig, statsig } from 'statsig-nodekit/express';
import { describe, expect, it } from 'vitest';
import { majors, queriedUser, serve, startClient } from './support/start-express-app.js';

describe.each(majors)('req.statsig and res.locals on %s', (_, express) => {
  it('have the client of each request, from the first on, as properties of their own would', async () => {
    const { client } = await startClient();
    const app = express();
    app.get('/before', (req, res) => void res.json([req.statsig ?? null, Object.keys(res.locals)]));
    app.use((_req, res, next) => {
      res.locals['mine'] = 1;
      next();
    });
    app.use(statsig({ client, user: queriedUser }));
    app.get('/behind', (req, res) => {
      const { mine, statsig: view, statsigBootstrap } = { ...res.locals };
      res.json([mine, view === req.statsig, typeof statsigBootstrap, 'statsig' in req, view.user.userID]);
    });
    const { json } = await serve(app);
    const behind = [1, true, 'function', true, 'ann'];
    expect(await json('/behind?user=ann')).toEqual(behind);
    expect(await json('/before')).toEqual([null, []]);
    expect(await json('/behind?user=ann')).toEqual(behind);
  });

  it('take what an application assigns, until the middleware runs again', async () => {
    const { client } = await startClient();
    const app = express();
    const own = { isMine: true };
    const assign: (req: object) => void = (req) => Object.assign(req, { statsig: own });
    app.use((req, _res, next) => {
      assign(req);
      next();
    });
    app.use(statsig({ client, user: queriedUser }));
    app.get('/taken-over', (req, res) => void res.json(req.statsig === getStatsig(req)));
    app.get('/assigned', (req, res) => {
      assign(req);
      res.locals = { mine: 1 };
      const { locals } = res;
      locals['statsig'] = own;
      res.json([Object.is(req.statsig, own), res.locals === locals, res.locals['mine'], res.locals['statsig']]);
    });
    const { json } = await serve(app);
    for (let round = 0; round < 2; round += 1) {
      expect(await json('/taken-over')).toBe(true);
      expect(await json('/assigned')).toEqual([true, true, 1, own]);
    }
  });

  it('keep what another application wrote that hands over its requests', async () => {
    const { client } = await startClient();
    const inner = express();
    inner.use(statsig({ client, user: queriedUser }));
    inner.get('/locals', (_req, res) => {
      res.json([res.locals['outer'], res.locals['statsig'].user.userID]);
    });
    const mounted = express();
    mounted.get('/mounted', (req, res) => void res.json([res.locals['outer'], req.statsig?.user.userID ?? null]));
    const outer = express();
    outer.use((_req, res, next) => {
      res.locals['outer'] = 'told';
      next();
    });
    // Called and not mounted, as virtual hosts are.
    outer.use((req, res, next) => inner(req, res, next));
    outer.use(mounted);
    outer.get('/after', (req, res) => void res.json([res.locals['outer'], req.statsig.user.userID]));
    const { json } = await serve(outer);
    for (let round = 0; round < 2; round += 1) {
      expect(await json('/locals?user=ann')).toEqual(['told', 'ann']);
      expect(await json('/mounted?user=ann')).toEqual(['told', 'ann']);
      expect(await json('/after?user=ben')).toEqual(['told', 'ben']);
    }
  });

  it('are those of each response where a request has several', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client, user: queriedUser }));
    app.get('/part', (_req, res) => {
      const { mine, statsig: view } = { ...res.locals };
      res.json([mine ?? null, view.user.userID]);
    });
    app.get('/page', (req, res) => {
      res.locals['mine'] = 1;
      const part = new ServerResponse(req);
      const parts: string[] = [];
      Object.assign(part, { end: (text: string) => parts.push(text) });
      Object.assign(req, { url: '/part?user=ann' });
      app(req, part as typeof res, () => undefined);
      const { mine, statsig: view } = { ...res.locals };
      res.json([parts.map((text) => JSON.parse(text) as unknown), mine, view === req.statsig]);
    });
    const { json } = await serve(app);
    for (let round = 0; round < 2; round += 1) {
      expect(await json('/page?user=ann')).toEqual([[[null, 'ann']], 1, true]);
    }
  });

  it('are properties of the message itself where Express gave it no prototype', async () => {
    const { client } = await startClient();
    const middleware = statsig({ client });
    const req: object = { headers: {} };
    const res = { locals: {} };
    let isCalled = false;
    Reflect.apply(middleware, undefined, [req, res, () => (isCalled = true)]);
    expect(isCalled).toBe(true);
    expect(Object.keys(req)).toContain('statsig');
    expect(Object.keys(res.locals)).toEqual(['statsig', 'statsigBootstrap']);
  });
});
