import { describe, expect, it } from 'vitest';

import { type ClientBench, startClientBench } from '../../support/client-bench.js';
import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';

const specs = buildSpecs({
  gates: { g: { rules: [rule('rid', [everyone])] } },
  configs: {
    cfg: { entity: 'dynamic_config', rules: [rule('rid', [everyone], { returnValue: { a: 1 } })] },
    exp: { rules: [rule('rid', [everyone], { returnValue: { a: 1 } })] },
  },
  layers: { lay: { rules: [rule('rid', [everyone], { returnValue: { a: 1, b: 2 } })] } },
  top: {
    param_stores: {
      ps: {
        parameters: {
          p: { ref_type: 'gate', param_type: 'boolean', gate_name: 'g', pass_value: true, fail_value: false },
          q: { ref_type: 'layer', param_type: 'number', layer_name: 'lay', param_name: 'a' },
        },
      },
    },
  },
});

const user = { userID: 'u' };

/** A client with specs, and what is held of its exposures. */
async function start(): Promise<ClientBench & { held: (() => void)[]; exposed: () => Promise<unknown[]> }> {
  const bench = await startClientBench({ specs });
  await bench.client.initialize();
  const exposed = async (): Promise<unknown[]> =>
    (await bench.events())
      .filter(({ eventName }) => eventName.endsWith('_exposure'))
      .map(({ metadata }) => metadata?.['gate'] ?? metadata?.['config'] ?? metadata?.['parameterName']);
  return { ...bench, held: [], exposed };
}

describe('holdExposure', () => {
  it('is given the exposures of every kind of check, which are logged when it says so', async () => {
    const { client, held, exposed } = await start();
    const options = { holdExposure: (log: () => void) => void held.push(log) };
    expect(client.checkGate(user, 'g', options)).toBe(true);
    client.getDynamicConfig(user, 'cfg', options);
    client.getExperiment(user, 'exp', options);
    expect(held).toHaveLength(3);
    for (const log of held) log();
    expect(await exposed()).toEqual(['g', 'cfg', 'exp']);
  });

  it('is given those of layers by parameter, and those of parameter stores', async () => {
    const { client, held } = await start();
    const options = { holdExposure: (log: () => void) => void held.push(log) };
    const layer = client.getLayer(user, 'lay', options);
    const before = held.length;
    layer.get('a', 0);
    layer.get('b', 0);
    expect(held.length - before).toBe(2);
    const store = client.getParameterStore(user, 'ps', options);
    expect(store.getBoolean('p', false)).toBe(true);
    expect(store.getNumber('q', 0)).toBe(1);
    expect(held.length - before).toBeGreaterThanOrEqual(4);
  });

  it('leaves what it never logs unlogged, and logs once what it logs twice', async () => {
    const { client, held, exposed } = await start();
    client.checkGate(user, 'g', { holdExposure: () => undefined });
    client.getDynamicConfig(user, 'cfg', { holdExposure: (log) => held.push(log, log) });
    for (const log of held) log();
    expect(await exposed()).toEqual(['cfg']);
  });

  it('logs what was decided at the check, and not what the specs say later', async () => {
    const { client, held, exposed, events } = await start();
    client.checkGate(user, 'g', { holdExposure: (log) => held.push(log) });
    client.overrideGate('g', false);
    for (const log of held) log();
    expect(await exposed()).toEqual(['g']);
    const exposure = (await events()).find(({ eventName }) => eventName === 'statsig::gate_exposure');
    expect(exposure?.metadata).toMatchObject({ gateValue: 'true', ruleID: 'rid' });
  });

  it('has no effect with disableExposureLogging', async () => {
    const { client, held, exposed } = await start();
    client.checkGate(user, 'g', { holdExposure: (log) => held.push(log), disableExposureLogging: true });
    expect([held.length, await exposed()]).toEqual([0, []]);
  });

  it('logs at once where it fails, with a warning, and the check goes on', async () => {
    const { client, lines, exposed } = await start();
    const holdExposure = (): void => {
      throw new Error('no place left');
    };
    expect(client.checkGate(user, 'g', { holdExposure })).toBe(true);
    expect(await exposed()).toEqual(['g']);
    expect(lines.join('\n')).toContain('`holdExposure` failed; exposures are logged at once: no place left');
  });
});
