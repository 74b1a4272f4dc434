import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatExplanation } from '../../../../lib/evaluation/explain/format-explanation.js';
import type { Explanation } from '../../../../lib/evaluation/explain/explanation.js';
import { type ExplainCase, explainCase, explainCondition } from '../../../support/explain-bench.js';
import {
  type WireFields,
  condition,
  everyone,
  fieldCondition,
  passGate,
  rule,
} from '../../../support/specs-builder.js';

const secret = 'ann@private.example';

/** All that an explanation says, in every form. */
function everythingOf(explanation: Explanation): string {
  return `${JSON.stringify(explanation)}\n${formatExplanation(explanation)}`;
}

const onField = (field: string): WireFields => condition({ field, operator: 'str_contains_any', targetValue: ['@'] });

describe('a private attribute', () => {
  const user = { userID: 'u', privateAttributes: { email: secret } };

  it('is hidden, and what it decided is told', () => {
    const explanation = explainCondition(onField('email'), { user });
    expect(explanation.condition).toMatchObject({ seen: '(private)', isPrivate: true, holds: true });
    expect(formatExplanation(explanation)).toContain('+ email is (private) and must contain one of ["@"]');
    expect(everythingOf(explanation)).not.toContain(secret);
  });

  it('is shown on demand, and told to be private', () => {
    const explanation = explainCondition(onField('email'), { user, options: { showPrivateAttributes: true } });
    expect(explanation.condition).toMatchObject({ seen: secret, isPrivate: true });
    expect(formatExplanation(explanation)).toContain(`email is "${secret}" and must`);
  });

  it.each<[where: string, others: ExplainCase, one: WireFields]>([
    ['by its lower-case name', { user: { userID: 'u', privateAttributes: { plan: secret } } }, onField('Plan')],
    // `privateAttributes` are looked at before the other spellings of top-level fields.
    [
      'under the alias of a field',
      { user: { userID: 'u', privateAttributes: { user_id: secret } } },
      onField('user_id'),
    ],
    [
      'in a list',
      { user: { userID: 'u', privateAttributes: { f: [secret] } } },
      fieldCondition('array_contains_any', ['x']),
    ],
    [
      'in an object',
      { user: { userID: 'u', privateAttributes: { f: { a: secret } } } },
      fieldCondition('eq', { a: 'x' }),
    ],
    [
      'as the browser that a private agent tells',
      { user: { userID: 'u', privateAttributes: { userAgent: 'agent' } }, context: { userAgentField: () => secret } },
      condition({ type: 'ua_based', field: 'browser_name', operator: 'any', targetValue: ['x'] }),
    ],
    [
      'as the country that a private address tells',
      { user: { userID: 'u', privateAttributes: { ip: '1.2.3.4' } }, context: { countryOf: () => secret } },
      condition({ type: 'ip_based', field: 'country', operator: 'any', targetValue: ['x'] }),
    ],
    [
      'as a country of its own, beside an address that is not private',
      {
        user: { userID: 'u', ip: '1.2.3.4', privateAttributes: { country: secret } },
        context: { countryOf: () => 'NZ' },
      },
      condition({ type: 'ip_based', field: 'country', operator: 'any', targetValue: ['x'] }),
    ],
  ])('is hidden %s', (_where, others, one) => {
    const explanation = explainCondition(one, others);
    expect(explanation.condition).toMatchObject({ seen: '(private)', isPrivate: true });
    expect(everythingOf(explanation)).not.toContain(secret);
  });

  it('is hidden in gates and experiments that are asked on the way', () => {
    const byGroup = condition({ type: 'experiment_group', field: 'e', operator: 'any', targetValue: ['x'] });
    const explanation = explainCase({
      user,
      gates: { g: { rules: [rule('r', [passGate('h'), byGroup])] }, h: { rules: [rule('hr', [onField('email')])] } },
      configs: { e: { rules: [rule('er', [onField('email')], { returnValue: {}, groupName: 'G' })] } },
    });
    expect(everythingOf(explanation).match(/\(private\)/g)).toHaveLength(4);
    expect(everythingOf(explanation)).not.toContain(secret);
  });

  it.each<[where: string, others: ExplainCase, one: WireFields]>([
    [
      'the address tells',
      {
        user: { userID: 'u', ip: '1.2.3.4', privateAttributes: { country: 'NZ' } },
        context: { countryOf: () => 'NZ' },
      },
      condition({ type: 'ip_based', field: 'country', operator: 'any', targetValue: ['x'] }),
    ],
    ['another spelling has', { user: { userID: 'u', privateAttributes: { user_id: 'u' } } }, onField('user_id')],
    [
      'a private agent tells in other words',
      { user: { userID: 'u', privateAttributes: { userAgent: 'agent' } }, context: { userAgentField: () => 'Other' } },
      condition({ type: 'ua_based', field: 'browser_name', operator: 'any', targetValue: ['x'] }),
    ],
  ])('is hidden also when it is the very value that %s', (_where, others, one) => {
    expect(explainCondition(one, others).condition).toMatchObject({ seen: '(private)', isPrivate: true });
  });

  it('does not hide what stands in a field that goes before it', () => {
    const { condition: one } = explainCondition(onField('email'), {
      user: { userID: 'u', email: 'public@x.io', privateAttributes: { email: secret } },
    });
    expect(one).toMatchObject({ seen: 'public@x.io', isPrivate: false });
    const ofCustom = explainCondition(fieldCondition('any', ['x']), {
      user: { userID: 'u', custom: { f: 'custom' }, privateAttributes: { f: secret } },
    });
    expect(ofCustom.condition).toMatchObject({ seen: 'custom', isPrivate: false });
  });

  it('does not hide units: they are IDs, and never private', () => {
    const { condition: one } = explainCondition(
      condition({ type: 'unit_id', idType: 'companyID', operator: 'any', targetValue: ['c'] }),
      { user: { customIDs: { companyID: 'c' }, privateAttributes: { companyID: secret } } },
    );
    expect(one).toMatchObject({ seen: 'c', isPrivate: false });
  });
});

describe('no explanation', () => {
  it('has a private value in it, wherever conditions look', () => {
    const fields = [
      'userID',
      'user_id',
      'email',
      'country',
      'ip',
      'userAgent',
      'app_version',
      'f',
      'F',
      'browser_name',
      'tier',
    ];
    const types = ['user_field', 'ua_based', 'ip_based', 'environment_field', 'unit_id', 'user_bucket', 'target_app'];
    const context = {
      countryOf: (ip: string) => `country of ${ip}`,
      userAgentField: (agent: string) => `browser of ${agent}`,
      environment: { tier: 'dev' },
    };
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            type: fc.constantFrom(...types),
            field: fc.constantFrom(...fields),
            idType: fc.constantFrom('userID', ...fields),
            operator: fc.constantFrom(
              'any',
              'none',
              'eq',
              'gt',
              'after',
              'version_gt',
              'str_matches',
              'array_contains_any',
            ),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        fc.uniqueArray(fc.constantFrom(...fields), { minLength: 1 }),
        fc.uniqueArray(fc.constantFrom('email', 'country', 'ip', 'userAgent')),
        fc.nat(100),
        (conditions, privates, publics, passPercentage) => {
          const explanation = explainCase({
            context,
            user: {
              userID: 'u',
              ...Object.fromEntries(publics.map((field) => [field, 'public'])),
              privateAttributes: Object.fromEntries(privates.map((field) => [field, secret])),
            },
            gates: { g: { rules: [rule('a', conditions.map(condition)), rule('b', [everyone], { passPercentage })] } },
          });
          expect(everythingOf(explanation)).not.toContain(secret);
        },
      ),
      { numRuns: 500 },
    );
  });
});
