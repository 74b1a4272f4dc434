import process from 'node:process';
import { Statsig, StatsigUser, type StatsigUserArgs } from 'statsig-nodekit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOverrides } from '../support/oracle/evaluation-plan.mjs';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { generatedJob } from './differential-job.js';
import { asObject, parseObject } from './responses/canonical-response.js';
import { compareResponses } from './responses/compare-responses.js';
import { responseJob } from './responses/generate-responses.js';
import { KitResponses, OfficialResponses } from './responses/response-job.js';
import { readRunParameters } from './run-parameters.js';

const { seed, specs, users } = readRunParameters();

/** Each with every algorithm in every format. A multiple of nine. */
const CALLS = 72;

/** `npm run test:conformance` compares 21,600 responses, `npm test` a fifth of that. */
const PROJECTS = process.env['CONFORMANCE_SEED'] === undefined ? Math.ceil(specs / 5) : specs;

describe.runIf(isOracleInstalled())('client initialize responses are the official core’s', () => {
  let official: OfficialResponses;
  let kit: KitResponses;
  beforeAll(async () => {
    official = new OfficialResponses();
    kit = await KitResponses.start();
  });
  afterAll(async () => {
    await official.close();
    await kit.close();
  });

  test(`on ${PROJECTS} generated projects, seed ${seed}`, { timeout: 60_000 + PROJECTS * 3000 }, async () => {
    const tally = { responses: 0, compared: 0, checked: 0, repeated: 0 };
    const met = new Map<string, number>();
    for (let index = 0; index < PROJECTS; index += 1) {
      const { causes, ...job } = responseJob(seed + index, CALLS);
      // oxlint-disable-next-line no-await-in-loop -- one project after the other
      const [ours, theirs] = await Promise.all([kit.answerInFull(job), official.answerInFull(job)]);
      for (const [call, { text, repeated }] of ours.entries()) {
        const their = theirs[call];
        const { user, request } = job.calls[call] ?? {};
        const where = `Project ${seed + index}, call ${call}: ${JSON.stringify({ user, request })}`;
        const comparison = compareResponses({
          ours: text,
          theirs: their?.text ?? '',
          causes,
          checks: their?.checks,
          removesDefaults: request?.removeDefaultValueGates === true,
        });
        if (comparison.unexplained.length > 0) {
          throw new Error(`${where}\n${comparison.unexplained.slice(0, 3).join('\n')}`);
        }
        if (repeated !== undefined) {
          const [again, theirsAgain] = [parseObject(repeated), parseObject(their?.repeated ?? '')];
          expect(again['has_updates'], where).toBe(false);
          // The official core's checksum of several parameter stores may be another one each time.
          if (theirsAgain['has_updates'] === false) {
            tally.repeated += 1;
            expect(again, where).toEqual(theirsAgain);
          }
        }
        tally.responses += 1;
        tally.compared += comparison.compared;
        tally.checked += comparison.checked;
        for (const id of comparison.known) met.set(id, (met.get(id) ?? 0) + 1);
      }
    }
    console.log(
      `${tally.responses.toLocaleString('en')} responses, ${tally.compared.toLocaleString('en')} members,`,
      `${tally.checked.toLocaleString('en')} of them against checks, ${tally.repeated} asked for again;`,
      `known differences: ${[...met].map(([id, count]) => `${id} ${count}`).join(', ')}`,
    );
    expect(tally.responses).toBe(PROJECTS * CALLS);
    if (specs >= 300) {
      expect(tally.compared).toBeGreaterThan(tally.responses * 20);
      expect(tally.checked).toBeGreaterThan(tally.responses / 4);
      expect(tally.repeated).toBeGreaterThan(tally.responses / 150);
      expect([...met.keys()].toSorted()).toEqual([
        'autotune-exposures-are-hashed',
        'layers-list-all-their-exposures',
        'missing-gates-are-no-exposures',
        'redirected-gates-change-nothing-else',
        'response-checksums-are-own',
        'responses-know-groups-of-users',
        'responses-tell-own-groups',
        'session-recording-goes-by-the-project',
        'values-in-responses-are-objects',
      ]);
    }
  });
});

test('requests combine every option with every algorithm in every format', () => {
  const met = new Set<string>();
  for (let index = 0; index < 40; index += 1) {
    for (const { request = {}, isRepeated = false } of responseJob(seed + index, CALLS).calls) {
      const { hashAlgorithm, responseFormat, ...others } = request;
      for (const option of Object.keys(others)) met.add(`${hashAlgorithm} ${responseFormat} ${option}`);
      if (isRepeated) met.add(`${hashAlgorithm} ${responseFormat} isRepeated`);
    }
  }
  const options = [
    'featureGateFilter',
    'dynamicConfigFilter',
    'experimentFilter',
    'layerFilter',
    'paramStoreFilter',
    'clientSdkKey',
    'removeIdType',
    'removeDefaultValueGates',
    'previousResponseHash',
    'includeLocalOverrides',
  ];
  const ways = ['djb2', 'sha256', 'none'].flatMap((algorithm) => [0, 1, 2].map((format) => `${algorithm} ${format}`));
  const expected = ways.flatMap((way) => options.map((option) => `${way} ${option}`));
  const repeated = ['djb2 0', 'sha256 0', 'none 0'].map((way) => `${way} isRepeated`);
  expect([...met].toSorted()).toEqual([...expected, ...repeated].toSorted());
});

test('a response holds what checks answer, whatever a project holds', { timeout: 120_000 }, async () => {
  let compared = 0;
  for (let index = 0; index < Math.min(specs, 60); index += 1) {
    const job = generatedJob(seed + index, Math.min(users, 6));
    const client = new Statsig('secret-agreement', {
      ...job.options,
      bootstrapSpecs: job.specs,
      disableNetwork: true,
      outputLogLevel: 'none',
    });
    // oxlint-disable-next-line no-await-in-loop -- one project after the other
    await client.initialize();
    applyOverrides(client, job.overrides ?? []);
    for (const fields of job.users) {
      const user = new StatsigUser(fields as unknown as StatsigUserArgs);
      const response = parseObject(
        client.getClientInitializeResponse(user, { hashAlgorithm: 'none', includeLocalOverrides: true }),
      );
      const entities = (map: string) =>
        Object.entries(asObject(response[map])).map(([name, entity]) => [name, asObject(entity)] as const);
      for (const [name, { value, rule_id }] of entities('feature_gates')) {
        const gate = client.getFeatureGate(user, name);
        expect([name, value, rule_id]).toEqual([name, gate.value, ruleOf(gate)]);
      }
      for (const [name, { value, rule_id, passed }] of entities('dynamic_configs')) {
        const config = passed === undefined ? client.getExperiment(user, name) : client.getDynamicConfig(user, name);
        expect([name, value, rule_id]).toEqual([name, config.value, ruleOf(config)]);
      }
      for (const [name, { rule_id }] of entities('layer_configs')) {
        expect([name, rule_id]).toEqual([name, ruleOf(client.getLayer(user, name))]);
      }
      compared += Object.keys(asObject(response['feature_gates'])).length;
    }
    // oxlint-disable-next-line no-await-in-loop -- one project after the other
    await client.shutdown();
  }
  expect(compared).toBeGreaterThan(0);
});

/** The rule that decided. In checks that come upon what they do not support, it is the one that was looked at last. */
function ruleOf({
  ruleID,
  details,
}: {
  readonly ruleID: string;
  readonly details: { readonly reason: string };
}): string {
  return details.reason.endsWith(':Unsupported') ? '' : ruleID;
}
