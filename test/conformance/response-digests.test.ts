import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type ClientInitializeOptions, Statsig, type StatsigUserArgs } from 'statsig-nodekit';
import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../support/oracle/canonical-json.mjs';
import { asObject, canonicalResponse } from './responses/canonical-response.js';
import { EXAMPLE_USERS } from './responses/example-users.js';
import { OPTION_DIGESTS, RESPONSE_DIGESTS, SECTION_DIGESTS } from './responses/response-digests.js';

const project = new URL('../../../shared/fixtures/eval_proj_dcs.json', import.meta.url);

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
    const digestOf = (response: unknown): string => createHash('sha256').update(canonicalJson(response)).digest('hex');

    test.each(RESPONSE_DIGESTS)('format %i, %s, user %s', (responseFormat, hashAlgorithm, user, digest) => {
      expect(digestOf(responseFor(EXAMPLE_USERS[user], { responseFormat, hashAlgorithm }))).toBe(digest);
    });

    describe.each(SECTION_DIGESTS)('user %s', (user, digests) => {
      test.each(Object.entries(digests))('section %s', (section, digest) => {
        const response = responseFor(EXAMPLE_USERS[user], { hashAlgorithm: 'none' });
        expect(digestOf(response[section]).slice(0, 32)).toBe(digest);
      });
    });

    test.each(OPTION_DIGESTS)('options %j', (options, digest, counts) => {
      const response = responseFor(EXAMPLE_USERS.B, options);
      const sizes = ['feature_gates', 'dynamic_configs', 'layer_configs', 'param_stores'].map(
        (map) => Object.keys(asObject(response[map])).length,
      );
      expect(sizes).toEqual(counts);
      expect(digestOf(response)).toBe(digest);
    });
  },
);
