import type { ErrorRequestHandler, RequestHandler } from 'express';
import { statsig, variantRoute } from 'statsig-nodekit/express';
import { describe, expect, it } from 'vitest';
import { majors, queriedUser, serve, startClient } from './support/start-express-app.js';

const says =
  (text: string): RequestHandler =>
  (_req, res) =>
    void res.send(text);

describe.each(majors)('variantRoute on %s', (_, express) => {
  it('lets the group of the user choose the handler', async () => {
    const { client, server } = await startClient();
    const app = express();
    app.use(statsig({ client, user: queriedUser }));
    app.get('/', variantRoute('button_color', { control: says('blue'), treatment: says('red') }));
    const { text } = await serve(app);
    expect(await text('/?user=ann')).toBe('red');
    expect(await text('/?user=ben')).toBe('blue');
    await client.flushEvents();
    expect(server.events.map(({ eventName, user }) => [eventName, user['userID']])).toEqual([
      ['statsig::config_exposure', 'ann'],
      ['statsig::config_exposure', 'ben'],
    ]);
  });

  it('lets a parameter choose it, and logs nothing with `exposure: false`', async () => {
    const { client, server } = await startClient();
    const app = express();
    app.use(statsig({ client, user: async () => ({ userID: 'ann' }) }));
    const handlers = { control: says('is control'), Red: says('is red') };
    app.get('/', variantRoute('button_color', handlers, { param: 'color', exposure: false }));
    const { text } = await serve(app);
    expect(await text('/')).toBe('is red');
    await client.flushEvents();
    expect(server.events.filter(({ eventName }) => eventName === 'statsig::config_exposure')).toEqual([]);
  });

  it('has `default`, or else `control`, answer users of no group, and of one without a handler', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client, user: () => ({ userID: 'ann' }) }));
    app.get('/none', variantRoute('no_such_experiment', { control: says('control'), treatment: says('treatment') }));
    app.get('/other', variantRoute('button_color', { control: says('control'), default: says('default') }));
    const { text } = await serve(app);
    expect([await text('/none'), await text('/other')]).toEqual(['control', 'default']);
  });

  it('takes no name of an object for a group', async () => {
    const { client } = await startClient();
    client.overrideExperiment('button_color', { color: 'constructor' });
    const app = express();
    app.use(statsig({ client }));
    app.get('/', variantRoute('button_color', { control: says('control') }, { param: 'color' }));
    const { text } = await serve(app);
    expect(await text('/')).toBe('control');
  });

  it('gives what a handler throws or rejects with to the error handlers', async () => {
    const { client } = await startClient();
    const app = express();
    app.use(statsig({ client, user: queriedUser }));
    const control = (): never => {
      throw new Error('thrown');
    };
    app.get('/', variantRoute('button_color', { control, treatment: () => Promise.reject(new Error('rejected')) }));
    const showError: ErrorRequestHandler = (error: Error, _req, res, _next) => void res.status(500).send(error.message);
    app.use(showError);
    const { text } = await serve(app);
    expect([await text('/?user=ben'), await text('/?user=ann')]).toEqual(['thrown', 'rejected']);
  });

  it('fails requests that have not passed statsig()', async () => {
    const app = express();
    app.set('env', 'test');
    app.get('/', variantRoute('button_color', { control: says('control') }));
    const { get } = await serve(app);
    expect((await get('/')).status).toBe(500);
  });
});
