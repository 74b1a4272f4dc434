import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type ClientInitializeOptions, Statsig, type StatsigUserArgs } from 'statsig-nodekit';
import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../support/oracle/canonical-json.mjs';
import { asObject, canonicalResponse } from './responses/canonical-response.js';
import { OPTION_DIGESTS, RESPONSE_DIGESTS } from './responses/response-digests.js';

const project = new URL('../../../shared/fixtures/eval_proj_dcs.json', import.meta.url);

const users: Readonly<Record<'A' | 'B' | 'C' | 'D', StatsigUserArgs>> = {
  A: { userID: 'a-user' },
  B: {
    userID: 'user_7',
    email: 'dev@statsig.com',
    customIDs: { stableID: 'stable-7', companyID: 'good-employee', random_id: 'r7' },
    country: 'US',
    appVersion: '1.3',
    custom: { level: 7 },
    privateAttributes: { secret: 'v' },
  },
  C: { customIDs: { stableID: 's-1' } },
  D: {
    userID: 'user_42',
    locale: 'en_US',
    custom: { level: 12, arr: ['a', 'b'] },
    statsigEnvironment: { tier: 'development' },
  },
};

describe.runIf(existsSync(project))(
  'responses on a real project are the official core’s, byte for byte when put in order',
  () => {
    let client: Statsig;
    beforeAll(async () => {
      client = new Statsig('secret-digests', {
        bootstrapSpecs: readFileSync(project, 'utf8'),
        disableNetwork: true,
        outputLogLevel: 'none',
      });
      await client.initialize();
    });

    const responseFor = (user: StatsigUserArgs, options: ClientInitializeOptions) =>
      canonicalResponse(client.getClientInitializeResponse(user, options));
    const digestOf = (response: object): string => createHash('sha256').update(canonicalJson(response)).digest('hex');

    test.each(RESPONSE_DIGESTS)('format %i, %s, user %s', (responseFormat, hashAlgorithm, user, digest) => {
      expect(digestOf(responseFor(users[user], { responseFormat, hashAlgorithm }))).toBe(digest);
    });

    test.each(OPTION_DIGESTS)('options %j', (options, digest, counts) => {
      const response = responseFor(users.B, options);
      const sizes = ['feature_gates', 'dynamic_configs', 'layer_configs', 'param_stores'].map(
        (map) => Object.keys(asObject(response[map])).length,
      );
      expect(sizes).toEqual(counts);
      expect(digestOf(response)).toBe(digest);
    });
  },
);
