import type { Express, RequestHandler } from 'express';
import { requireGate, statsig } from 'statsig-nodekit/express';
import { createTestStatsig } from 'statsig-nodekit/testing';
import { describe, expect, it } from 'vitest';
import { type ExpressModule, majors, serve } from './support/start-express-app.js';

const client = createTestStatsig({ gates: { closed: false } });
const passed: RequestHandler = (_req, res) => void res.send('passed');

/** All of an answer but its time; of IDs that were just made, only that they are there. */
async function answerTo(url: string, init: RequestInit): Promise<readonly unknown[]> {
  const response = await fetch(url, init);
  const headers = [...response.headers]
    .filter(([name]) => name !== 'date')
    .map(([name, value]) => [name, value.replace(/^(statsig\.stable_id\.\d+)=[\w-]+/, '$1=…')]);
  return [response.status, headers, await response.text()];
}

/** Serves an application with stable IDs, and what `place` adds. */
async function serveWith(express: ExpressModule, place: (app: Express) => void): Promise<string> {
  const app = express();
  app.use(statsig({ client, stableId: { cookie: true, clientSdkKey: 'client-page' } }));
  place(app);
  return (await serve(app)).url;
}

describe.each(majors)('a hidden route, on %s', (_name, express) => {
  it.each([
    ['a route', (app: Express) => app.all('/hidden', requireGate('closed'), passed)],
    ['app.use', (app: Express) => app.use('/hidden', requireGate('closed'), passed)],
    [
      'app.use with a gate for routes',
      (app: Express) => app.use('/hidden', requireGate('closed', { otherwise: 'next-route' }), passed),
    ],
  ])('answers as if it did not exist, behind a gate in %s', async (_place, place) => {
    const [gated, without] = [await serveWith(express, place), await serveWith(express, () => undefined)];
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE']) {
      const [answer, expected] = await Promise.all(
        [gated, without].map((url) => answerTo(`${url}/hidden?a=b`, { method })),
      );
      expect(answer, method).toEqual(expected);
    }
  });

  it('leaves other cookies, and the ID that was given before the gate, as unknown routes have them', async () => {
    const addCookie: RequestHandler = (_req, res, next) => {
      res.append('Set-Cookie', 'a=1');
      next();
    };
    const askEarly: RequestHandler = (req, _res, next) => {
      req.statsig.checkGate('closed');
      next();
    };
    for (const before of [[addCookie], [addCookie, askEarly]]) {
      const gated = await serveWith(express, (app) => app.use(...before).get('/hidden', requireGate('closed'), passed));
      const without = await serveWith(express, (app) => app.use(...before));
      const [answer, expected] = await Promise.all([gated, without].map((url) => answerTo(`${url}/hidden`, {})));
      expect(answer).toEqual(expected);
      expect(JSON.stringify(answer)).toContain('a=1');
      expect(JSON.stringify(answer).includes('statsig.stable_id.')).toBe(before.includes(askEarly));
    }
  });
});
