import { describe, expect, it } from 'vitest';

import { StatsigUser, StatsigView, UserView } from '../../../lib/index.js';
import { type ClientBench, startClientBench } from '../../support/client-bench.js';
import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';

const specs = buildSpecs({ gates: { open: { rules: [rule('all', [everyone])] } } });

async function startBench(): Promise<ClientBench> {
  const bench = await startClientBench({ specs });
  await bench.client.initialize();
  return bench;
}

describe('a view of a client', () => {
  it('answers each question as the client does for that user', async () => {
    const { client } = await startBench();
    const user = new StatsigUser({ userID: 'ann', customIDs: { team: 't1' } });
    const view = client.forUser(user);
    expect(view).toBeInstanceOf(UserView);
    expect(view).toBeInstanceOf(StatsigView);
    expect(view.client).toBe(client);
    expect(view.user).toBe(user);
    expect(view.checkGate('open')).toBe(true);
    expect(view.getFeatureGate('open')).toEqual(client.getFeatureGate(user, 'open'));
    expect(view.getDynamicConfig('none').details).toEqual(client.getDynamicConfig(user, 'none').details);
    expect(view.getExperiment('none').details).toEqual(client.getExperiment(user, 'none').details);
    expect(view.getLayer('none').details).toEqual(client.getLayer(user, 'none').details);
    expect(view.getParameterStore('none').details).toEqual(client.getParameterStore(user, 'none').details);
    expect(view.explainGate('open')).toEqual(client.explainGate(user, 'open'));
    expect(view.explainConfig('none')).toEqual(client.explainConfig(user, 'none'));
    expect(view.explainExperiment('none')).toEqual(client.explainExperiment(user, 'none'));
    expect(view.explainLayer('none')).toEqual(client.explainLayer(user, 'none'));
  });

  it('logs exposures and events for one and the same user, with the options that were given', async () => {
    const { client, events } = await startBench();
    const view = client.forUser({ userID: 'ben', privateAttributes: { plan: 'x' } });
    view.checkGate('open', { disableExposureLogging: true });
    expect((await events()).map(({ eventName }) => eventName)).toEqual(['statsig::non_exposed_checks']);
    view.checkGate('open');
    view.logEvent('bought', 12.5, { item: 'hat' });
    const arrived = await events();
    expect(arrived.map(({ eventName, user }) => [eventName, user])).toEqual([
      ['statsig::non_exposed_checks', expect.anything()],
      ['statsig::gate_exposure', { userID: 'ben' }],
      ['bought', { userID: 'ben' }],
    ]);
    expect(arrived.at(-1)).toMatchObject({ value: 12.5, metadata: { item: 'hat' } });
  });

  it('copies a plain object once, at the first question, and never throws for what is no user', async () => {
    const { client } = await startBench();
    const view = client.forUser({ userID: 'ann' });
    expect(view.user).toBe(view.user);
    expect(view.user.userID).toBe('ann');
    // @ts-expect-error -- a program without types may give anything
    expect(client.forUser(null).checkGate('open')).toBe(true);
  });

  it('answers for another user once it is given one', async () => {
    const { client } = await startBench();
    const view = client.forUser({ userID: 'ann' });
    view.checkGate('open');
    view.setUser({ userID: 'ben' });
    expect(view.user.userID).toBe('ben');
  });
});
