import { describe, expect, it } from 'vitest';

import { FetchStatsig, type FetchStatsigOptions } from '../../../lib/request/fetch-statsig.js';
import { currentStatsig } from '../../../lib/request/request-storage.js';
import { StableIdCookie } from '../../../lib/request/stable-id.js';
import { startClientBench } from '../../support/client-bench.js';
import { buildSpecs, condition, rule } from '../../support/specs-builder.js';

const isAnn = condition({ field: 'userID', operator: 'any', targetValue: ['ann'] });
const specs = buildSpecs({ gates: { for_ann: { rules: [rule('ann', [isAnn])] } } });

async function start(options: Partial<FetchStatsigOptions> = {}): Promise<FetchStatsig> {
  const { client } = await startClientBench({ specs });
  await client.initialize();
  return new FetchStatsig({ client, ...options });
}

const request = (headers: Record<string, string> = {}): Request => new Request('http://shop.example/', { headers });

describe('FetchStatsig', () => {
  it('gives handlers a client for the user that the request shows', async () => {
    const statsig = await start();
    const handle = statsig.wrap((_request, view) => Response.json([view.user, view.checkGate('for_ann')]));
    const shown = request({ 'user-agent': 'Firefox', 'accept-language': 'de-CH' });
    const answer = await handle(shown, { ip: '::ffff:203.0.113.7', user: { id: 'ann' } });
    expect(await answer.json()).toEqual([
      { userID: 'ann', ip: '203.0.113.7', userAgent: 'Firefox', locale: 'de-CH' },
      true,
    ]);
    expect(await (await handle(request())).json()).toEqual([{ userID: '' }, false]);
  });

  it.each([
    ['at once', (web: Request) => ({ userID: web.headers.get('x-user') })],
    ['as a promise', async (web: Request) => ({ userID: web.headers.get('x-user') })],
  ])('takes the user that the application tells %s, also in services', async (_, user) => {
    const statsig = await start({ user });
    const answers = await Promise.all(
      ['ann', 'ben', 'ann'].map((name) =>
        statsig.run(request({ 'x-user': name }), {}, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return [currentStatsig().user.userID, currentStatsig().checkGate('for_ann')];
        }),
      ),
    );
    expect(answers).toEqual([
      ['ann', true],
      ['ben', false],
      ['ann', true],
    ]);
  });

  it('adds the cookie of a stable ID to the answer, also to one that cannot be changed, or hands it over', async () => {
    const stableID = new StableIdCookie({ clientSdkKey: 'client-page' });
    const statsig = await start({ stableID });
    const handle = statsig.wrap((_request, view) => {
      view.checkGate('for_ann');
      return Response.redirect('http://shop.example/next', 302);
    });
    const answer = await handle(request());
    expect(answer.status).toBe(302);
    expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining(stableID.name)]);
    const cookies: string[] = [];
    const setCookie = (cookie: string): void => void cookies.push(cookie);
    const id = await statsig.run(request(), { setCookie }, (view) => view.user.customIDs?.['stableID'] ?? '');
    expect(cookies).toEqual([stableID.write(id)]);
    const silent = new FetchStatsig({ client: statsig.client, stableID, hasConsent: () => false });
    const refused = await silent.wrap((_request, view) => Response.json(view.user))(request());
    expect(refused.headers.getSetCookie()).toEqual([]);
  });

  it('answers with what a browser starts from', async () => {
    const statsig = await start({ user: () => ({ userID: 'ann' }) });
    const answer = await statsig.bootstrapResponse(request());
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(await answer.json()).toMatchObject({ has_updates: true, user: { userID: 'ann' } });
    expect((await statsig.bootstrapResponse(new Request('http://shop.example', { method: 'PUT' }))).status).toBe(405);
  });

  it('rejects with what the handler throws, and with nothing else', async () => {
    const statsig = await start({
      user: () => {
        throw new Error('no session');
      },
    });
    const failing = statsig.wrap(() => {
      throw new Error('on purpose');
    });
    await expect(failing(request())).rejects.toThrow('on purpose');
    expect(await (await statsig.wrap((_request, view) => Response.json(view.user))(request())).json()).toEqual({
      userID: '',
    });
  });
});
