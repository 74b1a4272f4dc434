import { describe, expect, it } from 'vitest';

import type { EvaluationKind } from '../../../lib/evaluation/evaluation.js';
import type { ExposureTrigger } from '../../../lib/exposures/exposure-event.js';
import { type ExposureIdentity, identityOf } from '../../../lib/exposures/exposure-identity.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../lib/users/statsig-user.js';
import { type ProjectParts, buildContext, decide, everyone, rule } from '../../support/specs-builder.js';

const specs = { rules: [rule('r', [everyone], { returnValue: { a: 1 } })] };
const group = { rules: [rule('r', [everyone], { returnValue: { a: 1 }, isExperimentGroup: true })] };
const parts: ProjectParts = {
  gates: {
    g: { rules: [rule('r', [everyone])] },
    ofCompanies: { idType: 'companyID', rules: [rule('r', [everyone])] },
  },
  configs: {
    e: specs,
    group,
    ofCompanies: { ...specs, idType: 'companyID' },
    endless: { rules: [rule('r', [], { configDelegate: 'endless' })] },
  },
  layers: { l: { defaultValue: { a: 1 }, rules: [] } },
};
const context = buildContext(parts);

function identify(
  kind: EvaluationKind,
  name: string,
  {
    user = { userID: 'u' },
    trigger = 'direct',
  }: { readonly user?: StatsigUserArgs; readonly trigger?: ExposureTrigger } = {},
): ExposureIdentity {
  const evaluation = decide(context, kind, name);
  const layerParameter = kind === 'layer' ? 'a' : undefined;
  return identityOf({ evaluation, user: userDataOf(new StatsigUser(user)), layerParameter, trigger });
}

const company = { customIDs: { companyID: 'c' } };

describe('identityOf', () => {
  it('names entity, rule, and answer or parameter', () => {
    expect(identify('gate', 'g')).toEqual({ entity: 'gate', name: 'g', ruleID: 'r', extra: true, scope: '' });
    expect(identify('layer', 'l')).toEqual({ entity: 'layer', name: 'l', ruleID: 'default', extra: 'a', scope: '' });
  });

  it('is the same for a dynamic config and an experiment of one name', () => {
    expect(identify('experiment', 'e')).toEqual(identify('dynamic-config', 'e'));
    expect(identify('experiment', 'e')).toMatchObject({ entity: 'config', extra: true });
  });

  it.each(['dynamic-config', 'experiment'] as const)(
    'sets a %s that something else asked for apart, for users that have its unit',
    (kind) => {
      const scopeOf = (name: string, user: StatsigUserArgs): string =>
        identify(kind, name, { user, trigger: 'indirect' }).scope;
      expect(scopeOf('e', { userID: 'u' })).toBe('unit u');
      expect(scopeOf('e', { userID: '' })).toBe('unit ');
      expect(scopeOf('e', company)).toBe('');
      expect(scopeOf('ofCompanies', { userID: 'u' })).toBe('');
      expect(scopeOf('ofCompanies', company)).toBe('unit c');
      expect(scopeOf('ofCompanies', { customIDs: { companyid: 'c' } })).toBe('unit c');
      expect(identify(kind, 'ofCompanies', { user: company }).scope).toBe('');
    },
  );

  it('counts the group of an experiment that something else asked for, and not whether a rule passed', () => {
    expect(identify('experiment', 'e', { trigger: 'indirect' }).extra).toBe(false);
    expect(identify('experiment', 'group', { trigger: 'indirect' }).extra).toBe(true);
    expect(identify('dynamic-config', 'e', { trigger: 'indirect' }).extra).toBe(true);
  });

  it('sets a layer that a parameter store asked for apart for everybody', () => {
    for (const user of [{ userID: 'u' }, company]) {
      expect(identify('layer', 'l', { user, trigger: 'indirect' }).scope).not.toBe(
        identify('layer', 'l', { user }).scope,
      );
    }
  });

  it('sets a config that refers to itself and that something else asked for apart for everybody', () => {
    expect(identify('experiment', 'endless', { user: company, trigger: 'indirect' }).scope).toBe('indirect');
    expect(identify('experiment', 'endless', { user: company }).scope).toBe('');
  });

  it('of a gate has the unit, whoever asked', () => {
    for (const trigger of ['direct', 'indirect'] as const) {
      expect(identify('gate', 'g', { trigger }).scope).toBe('');
      expect(identify('gate', 'ofCompanies', { trigger, user: company }).scope).toBe('unit c');
    }
  });

  it('sets manual exposures apart from all others', () => {
    for (const [kind, name] of [
      ['gate', 'g'],
      ['gate', 'ofCompanies'],
      ['dynamic-config', 'e'],
      ['experiment', 'group'],
      ['layer', 'l'],
    ] as const) {
      for (const user of [{ userID: 'u' }, company]) {
        const scopes = (['direct', 'indirect'] as const).map(
          (trigger) => identify(kind, name, { user, trigger }).scope,
        );
        expect(scopes).not.toContain(identify(kind, name, { user, trigger: 'manual' }).scope);
      }
    }
  });

  it('counts the group of an experiment that is exposed by hand, and not whether a rule passed', () => {
    expect(identify('experiment', 'e', { trigger: 'manual' }).extra).toBe(false);
    expect(identify('experiment', 'group', { trigger: 'manual' }).extra).toBe(true);
    expect(identify('dynamic-config', 'e', { trigger: 'manual' }).extra).toBe(true);
  });
});
