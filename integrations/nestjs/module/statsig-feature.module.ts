import { type DynamicModule, Module } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { DynamicConfigName, ExperimentName, GateName, LayerName, ParameterStoreName } from 'statsig-nodekit';
import { defaultClientName, described, isFilledText } from 'statsig-nodekit/request';
import type { FlagUse } from '../checks/flag-uses.js';
import { StatsigModuleOptionsError } from './statsig-module-errors.js';

/** The name of anything that a project has. */
// oxlint-disable-next-line typescript/no-duplicate-type-constituents -- all the same only where no names are declared
export type FlagName = GateName | DynamicConfigName | ExperimentName | LayerName | ParameterStoreName;

/** Names that a feature module states. */
interface DeclaredFlags {
  readonly clientName: string;
  readonly flags: readonly FlagUse[];
}

const declaredFlags = Symbol.for('statsig-nodekit.nestjs.declared-flags');

/** What `StatsigModule.forFeature` describes: a module that only holds names. */
@Module({})
export class StatsigFeatureModule {}

/** @throws StatsigModuleOptionsError when a name is no name */
export function describeFeature(names: readonly string[], clientName: string = defaultClientName): DynamicModule {
  const wrong = Array.isArray(names) ? names.find((name) => !isFilledText(name)) : names;
  if (!Array.isArray(names) || names.some((name) => !isFilledText(name))) {
    throw new StatsigModuleOptionsError(
      `StatsigModule.forFeature() got ${described(wrong)}; expected a list of names, for example ['new_checkout'].`,
    );
  }
  const declared: DeclaredFlags = { clientName, flags: names.map((name) => ({ kind: undefined, name })) };
  return { module: StatsigFeatureModule, providers: [{ provide: declaredFlags, useValue: declared }] };
}

/** What the feature modules of an application state. */
export function declaredFlagsIn(
  modules: ModulesContainer,
): (DeclaredFlags & { readonly decorator: string; readonly place: string })[] {
  return [...modules.values()].flatMap((record) => {
    const declared: unknown = record.providers.get(declaredFlags)?.instance;
    if (!isDeclared(declared)) return [];
    const importers = [...modules.values()].filter(({ imports }) => imports.has(record));
    const place = importers.map(({ metatype }) => metatype.name).join(', ');
    return [{ ...declared, decorator: 'StatsigModule.forFeature', place }];
  });
}

function isDeclared(value: unknown): value is DeclaredFlags {
  return typeof value === 'object' && value !== null && 'flags' in value;
}
