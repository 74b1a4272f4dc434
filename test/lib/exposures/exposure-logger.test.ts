import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { evaluate } from '../../../lib/evaluation/evaluate.js';
import type { EvaluationContext } from '../../../lib/evaluation/evaluation-context.js';
import type { EvaluationKind } from '../../../lib/evaluation/evaluation.js';
import { ExposureLogger } from '../../../lib/exposures/exposure-logger.js';
import { serializeUser } from '../../../lib/users/serialize-user.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../lib/users/statsig-user.js';
import { type ProjectParts, buildContext, condition, everyone, rule } from '../../support/specs-builder.js';

const origin = { source: 'Network', lcut: 1000, receivedAt: 2000 };

interface Bench {
  readonly context: EvaluationContext;
  nowMs: number;
  /** Checks something and logs the experiments that it looked into. */
  readonly checkConsulted: (kind: EvaluationKind, name: string, user: StatsigUser) => void;
  /** Checks something and logs it. */
  readonly check: (
    kind: EvaluationKind,
    name: string,
    user: StatsigUser,
    parameter?: string,
    asker?: { readonly isIndirect: boolean },
  ) => void;
  /** What was logged since the last call, as `name/answer or parameter/userID`. */
  readonly takeEvents: () => string[];
}

function startBench(parts: ProjectParts, maxKeys = 1000): Bench {
  let events: string[] = [];
  const logger = new ExposureLogger({
    enqueue: (event) => {
      const { metadata, user } = JSON.parse(event.toJson()) as {
        metadata: Record<string, string>;
        user: { userID: string };
      };
      const answer = metadata['parameterName'] ?? metadata['gateValue'] ?? metadata['rulePassed'] ?? 'indirect';
      events.push(`${metadata['gate'] ?? metadata['config']}/${answer}/${user.userID}`);
    },
    writeUser: (user) => serializeUser(user, { environment: undefined, globalCustomFields: undefined }),
    maxKeys,
    sdkConfigs: () => context.specs.snapshot.sdkConfigs,
    nowMs: () => bench.nowMs,
  });
  const context = buildContext(parts);
  const bench: Bench = {
    context,
    nowMs: 1_000_000,
    checkConsulted: (kind, name, user) => {
      logger.logConsulted({ remembered: evaluate(kind, name, user, context), origin, user: userDataOf(user) });
    },
    check: (kind, name, user, layerParameter, asker) => {
      const remembered = evaluate(kind, name, user, context);
      logger.log({
        remembered,
        origin,
        user: userDataOf(user),
        ...(layerParameter !== undefined && { layerParameter }),
        ...asker,
      });
    },
    takeEvents: () => {
      const taken = events;
      events = [];
      return taken;
    },
  };
  return bench;
}

const isPro = condition({ field: 'plan', operator: 'any', targetValue: ['pro'] });
const parts: ProjectParts = {
  gates: {
    g: { rules: [rule('r', [isPro])] },
    h: { rules: [rule('r', [everyone])] },
    looking: { rules: [rule('r', [condition({ type: 'experiment_group', field: 'c', operator: 'eq' })])] },
  },
  configs: { c: {}, both: {} },
  layers: {
    l: { defaultValue: { a: 1, b: 2 } },
    looking: { rules: [rule('r', [condition({ type: 'experiment_group', field: 'c', operator: 'eq' })])] },
  },
};

describe('an exposure', () => {
  it('is logged once, for the same user object and for another of the same ids', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    for (let i = 0; i < 3; i++) bench.check('gate', 'g', user);
    bench.check('gate', 'g', new StatsigUser('u'));
    bench.check('gate', 'g', new StatsigUser({ userID: 'u', email: 'other' }));
    expect(bench.takeEvents()).toEqual(['g/false/u']);
  });

  it('is logged again when 60 seconds have passed since the window began', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    bench.check('gate', 'h', user);
    bench.nowMs += 59_999;
    bench.check('gate', 'h', user);
    expect(bench.takeEvents()).toEqual(['h/true/u']);
    bench.nowMs += 1;
    bench.check('gate', 'h', user);
    bench.check('gate', 'h', user);
    expect(bench.takeEvents()).toEqual(['h/true/u']);
  });

  it('is logged again when the clock has gone backwards', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    bench.check('gate', 'h', user);
    bench.nowMs -= 1;
    bench.check('gate', 'h', user);
    bench.check('gate', 'h', user);
    expect(bench.takeEvents()).toEqual(['h/true/u', 'h/true/u']);
  });

  it('is logged for every other user, answer and name', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    bench.check('gate', 'g', user);
    user.custom = { plan: 'pro' };
    bench.check('gate', 'g', user);
    user.userID = 'v';
    bench.check('gate', 'g', user);
    bench.check('gate', 'h', user);
    bench.check('gate', 'unknown', user);
    expect(bench.takeEvents()).toEqual(['g/false/u', 'g/true/u', 'g/true/v', 'h/true/v', 'unknown/false/v']);
  });

  it('carries the user as it was, whatever happens to the user before the event is written', () => {
    const written: string[] = [];
    const context = buildContext(parts);
    const held: { toJson(): string }[] = [];
    const logger = new ExposureLogger({
      enqueue: (event) => held.push(event),
      writeUser: (user) => serializeUser(user, { environment: undefined, globalCustomFields: undefined }),
      maxKeys: 10,
      sdkConfigs: () => new Map(),
      nowMs: () => 0,
    });
    const user = new StatsigUser('before');
    logger.log({ remembered: evaluate('gate', 'h', user, context), origin, user: userDataOf(user) });
    user.userID = 'after';
    for (const event of held) written.push(event.toJson());
    expect(written[0]).toContain('"user":{"userID":"before"}');
  });

  it('of a dynamic config and of an experiment of one name is one', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    for (const kind of ['dynamic-config', 'experiment', 'dynamic-config', 'experiment'] as const) {
      bench.check(kind, 'both', user);
    }
    expect(bench.takeEvents()).toEqual(['both/false/u']);
  });

  it('of a gate and of a config of one name are two', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    bench.check('gate', 'unknown', user);
    bench.check('experiment', 'unknown', user);
    expect(bench.takeEvents()).toEqual(['unknown/false/u', 'unknown/false/u']);
  });

  it.each<[kind: EvaluationKind, name: string, parameter?: string]>([
    ['dynamic-config', 'c'],
    ['experiment', 'c'],
    ['layer', 'l', 'a'],
  ])('of a %s that a parameter store asks for is logged besides that of a direct call', (kind, name, parameter) => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    for (const isIndirect of [true, false, true, false]) bench.check(kind, name, user, parameter, { isIndirect });
    expect(bench.takeEvents()).toHaveLength(2);
    // Neither do other objects of the same user.
    for (const isIndirect of [true, false]) bench.check(kind, name, new StatsigUser('u'), parameter, { isIndirect });
    expect(bench.takeEvents()).toEqual([]);
    bench.nowMs += 60_000;
    for (const isIndirect of [true, false, true, false]) bench.check(kind, name, user, parameter, { isIndirect });
    expect(bench.takeEvents()).toHaveLength(2);
  });

  it('of a gate that a parameter store asks for is that of a direct call', () => {
    const bench = startBench(parts);
    bench.check('gate', 'g', new StatsigUser('u'), undefined, { isIndirect: true });
    bench.check('gate', 'g', new StatsigUser('u'));
    expect(bench.takeEvents()).toEqual(['g/false/u']);
  });

  it('of a layer’s parameter is its own for a parameter store as well', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    for (const parameter of ['a', 'b', 'a', 'b']) bench.check('layer', 'l', user, parameter, { isIndirect: true });
    expect(bench.takeEvents()).toEqual(['l/a/u', 'l/b/u']);
  });

  it('of a layer is one for each parameter', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    for (const parameter of ['a', 'b', 'a', 'b', 'missing']) bench.check('layer', 'l', user, parameter);
    expect(bench.takeEvents()).toEqual(['l/a/u', 'l/b/u', 'l/missing/u']);
    bench.nowMs += 60_000;
    for (const parameter of ['b', 'a', 'b']) bench.check('layer', 'l', user, parameter);
    expect(bench.takeEvents()).toEqual(['l/b/u', 'l/a/u']);
  });

  it('of an experiment that a condition looked at goes before, once', () => {
    const bench = startBench(parts);
    bench.check('gate', 'looking', new StatsigUser('u'));
    bench.check('gate', 'looking', new StatsigUser('u'));
    expect(bench.takeEvents()).toEqual(['c/indirect/u', 'looking/true/u']);
  });

  it('of an experiment that a condition looked at is that of a parameter store, and not that of a direct call', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    bench.check('gate', 'looking', user);
    bench.check('experiment', 'c', user, undefined, { isIndirect: true });
    expect(bench.takeEvents()).toEqual(['c/indirect/u', 'looking/true/u']);
    bench.check('experiment', 'c', user);
    expect(bench.takeEvents()).toEqual(['c/false/u']);
  });

  it('of an experiment that a layer looked at is logged with the layer, not with its parameters', () => {
    const bench = startBench(parts);
    const user = new StatsigUser('u');
    bench.check('layer', 'looking', user, 'a');
    expect(bench.takeEvents()).toEqual(['looking/a/u']);
    bench.checkConsulted('layer', 'looking', user);
    bench.checkConsulted('layer', 'looking', user);
    bench.checkConsulted('layer', 'l', user);
    expect(bench.takeEvents()).toEqual(['c/indirect/u']);
    bench.nowMs += 60_000;
    bench.checkConsulted('layer', 'looking', user);
    expect(bench.takeEvents()).toEqual(['c/indirect/u']);
  });

  it('of a layer that refers to itself is not logged', () => {
    const bench = startBench({
      configs: { c: { rules: [rule('r', [], { configDelegate: 'c' })] } },
      layers: { l: { rules: [rule('r', [], { configDelegate: 'c' })] } },
    });
    bench.check('layer', 'l', new StatsigUser('u'), 'a');
    expect(bench.takeEvents()).toEqual([]);
  });
});

describe('what is sampled', () => {
  const sampledParts: ProjectParts = {
    gates: { g: { rules: [rule('r', [everyone], { samplingRate: 0 })] } },
    layers: {
      l: {
        useNewLayerEval: true,
        defaultValue: { c: 3 },
        rules: [rule('r1', [everyone], { returnValue: { a: 1 } }), rule('r2', [everyone], { returnValue: { b: 2 } })],
      },
    },
    top: { sdk_configs: { sampling_mode: 'on', special_case_sampling_rate: 0, exposure_dedupe_ttl_ms: 5000 } },
  };
  const users = ['u', 'v'].map((userID) => new StatsigUser(userID));

  it('is left out but for the first of each rule, and once more in the next window', () => {
    const bench = startBench(sampledParts);
    const askAll = (): void => users.forEach((user) => bench.check('gate', 'g', user));
    askAll();
    expect(bench.takeEvents()).toEqual(['g/true/u']);
    bench.nowMs += 59_999;
    askAll();
    expect(bench.takeEvents()).toEqual([]);
    bench.nowMs += 5000;
    askAll();
    expect(bench.takeEvents()).toEqual(['g/true/u']);
  });

  it('of a layer is told apart by the rule of each parameter in direct calls, and by that of the layer in others', () => {
    const askAll = (isIndirect: boolean): string[] => {
      const bench = startBench(sampledParts);
      for (const user of users) {
        for (const parameter of ['a', 'b', 'c']) bench.check('layer', 'l', user, parameter, { isIndirect });
      }
      return bench.takeEvents();
    };
    // The rules have no rates, and the rule "default" of the layer and of `c` is sampled at that for special cases.
    expect(askAll(false)).toEqual(['l/a/u', 'l/b/u', 'l/c/u', 'l/a/v', 'l/b/v']);
    expect(askAll(true)).toEqual(['l/a/u']);
  });

  it('is logged anew after the window that the project says', () => {
    const bench = startBench({ gates: parts.gates ?? {}, top: { sdk_configs: { exposure_dedupe_ttl_ms: 5000 } } });
    const user = new StatsigUser('u');
    const after = (waitMs: number): string[] => {
      bench.nowMs += waitMs;
      bench.check('gate', 'h', user);
      return bench.takeEvents();
    };
    expect([after(0), after(4999), after(1), after(4999)]).toEqual([['h/true/u'], [], ['h/true/u'], []]);
  });
});

describe('the short way for a user that was just logged', () => {
  it('logs what the long way logs', () => {
    const users: readonly StatsigUserArgs[] = [
      { userID: 'u' },
      { userID: 'v', custom: { plan: 'pro' } },
      { userID: 'u', custom: { plan: 'pro' } },
      { customIDs: { companyID: 'c' }, userID: 'u' },
    ];
    const call = fc.record({
      user: fc.nat({ max: users.length - 1 }),
      kind: fc.constantFrom<EvaluationKind>('gate', 'dynamic-config', 'experiment', 'layer'),
      name: fc.constantFrom('g', 'h', 'looking', 'c', 'both', 'l', 'unknown'),
      parameter: fc.constantFrom('a', 'b'),
      isIndirect: fc.boolean(),
      waitMs: fc.constantFrom(0, 0, 0, 1, 30_000, 60_000, -1),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 30 }), (calls) => {
        // Lasting users take the short way when they are logged again; new ones of the same fields never do.
        const short = startBench(parts);
        const long = startBench(parts);
        const lasting = users.map((fields) => new StatsigUser(fields));
        for (const { user, kind, name, parameter, isIndirect, waitMs } of calls) {
          short.nowMs += waitMs;
          long.nowMs += waitMs;
          const ofLayer = kind === 'layer' ? parameter : undefined;
          short.check(kind, name, lasting[user] as StatsigUser, ofLayer, { isIndirect });
          long.check(kind, name, new StatsigUser(users[user] as StatsigUserArgs), ofLayer, { isIndirect });
        }
        expect(short.takeEvents()).toEqual(long.takeEvents());
      }),
    );
  });
});
