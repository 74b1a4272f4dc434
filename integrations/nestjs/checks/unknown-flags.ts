import type { ModulesContainer } from '@nestjs/core';
import type { SdkEvent, SdkEventName, Statsig } from 'statsig-nodekit';
import { nearestName } from 'statsig-nodekit/request';
import { clientUsesIn } from './client-uses.js';
import type { FlagKind, FlagUse } from './flag-uses.js';
import { declaredFlagsIn } from '../module/statsig-feature.module.js';
import type { StatsigService } from '../service/statsig.service.js';

/**
 * Warns of names that decorators and `forFeature` state and the project does not have: misspelt ones, and ones that have been
 * deleted. Without specs nothing can be said.
 */
export function warnOfUnknownFlags(modules: ModulesContainer, service: StatsigService, clientName: string): void {
  if (!service.ready) return;
  const stated = [...clientUsesIn(modules), ...declaredFlagsIn(modules)];
  for (const { clientName: asked, decorator, place, flags } of stated) {
    if (asked !== clientName) continue;
    for (const flag of flags) warnIfUnknown(service, flag, ` (${decorator} on ${place})`);
  }
}

/** Warns of such names as they are asked about; ends when the function that is returned is called. */
export function watchUnknownFlags(service: StatsigService): () => void {
  const { client } = service;
  const watch = <Name extends SdkEventName>(
    eventName: Name,
    flagOf: (data: SdkEvent<Name>['data']) => FlagUse,
  ): string =>
    client.subscribe(eventName, ({ data }) => {
      if ('reason' in data && data.reason.endsWith(':Unrecognized')) warnIfUnknown(service, flagOf(data), '');
    });
  const ids = [
    watch('gate_evaluated', ({ gate_name: name }) => ({ kind: 'gate', name })),
    watch('dynamic_config_evaluated', ({ config_name: name }) => ({ kind: 'dynamic config', name })),
    watch('experiment_evaluated', ({ experiment_name: name }) => ({ kind: 'experiment', name })),
    watch('layer_evaluated', ({ layer_name: name }) => ({ kind: 'layer', name })),
  ];
  return () => ids.forEach((id) => client.unsubscribeById(id));
}

const kinds: Readonly<Record<FlagKind, (client: Statsig) => readonly string[]>> = {
  gate: (client) => client.getFeatureGateList(),
  // Some are asked by the name of the other; the client answers both.
  'dynamic config': (client) => valueNames(client),
  experiment: (client) => valueNames(client),
  layer: (client) => client.getLayerList(),
  'parameter store': (client) => client.getParameterStoreList(),
};

function valueNames(client: Statsig): readonly string[] {
  return [...client.getDynamicConfigList(), ...client.getExperimentList(), ...client.getAutotuneList()];
}

function warnIfUnknown(service: StatsigService, { kind, name }: FlagUse, where: string): void {
  const { client } = service;
  const known = kind === undefined ? Object.values(kinds).flatMap((namesIn) => namesIn(client)) : kinds[kind](client);
  if (known.includes(name) || (kind === 'gate' && isHiddenGate(client, name))) return;
  const nearest = nearestName(name, known);
  const suggestion = nearest === undefined ? 'Check its name in the console' : `Did you mean "${nearest}"?`;
  const other = otherKind(client, kind, name);
  service.warnOnce(
    `unknown-flag:${kind ?? ''}:${name}`,
    `The project has no ${kind ?? 'gate, config, experiment, layer or parameter store'} "${name}"${where}. ` +
      (other === undefined ? `${suggestion}${suggestion.endsWith('?') ? '' : '.'}` : `It has a ${other} of that name.`),
  );
}

/** Segments and holdouts are asked like gates, and are in no list. */
function isHiddenGate(client: Statsig, name: string): boolean {
  return !client.explainGate({ userID: '' }, name).details.reason.endsWith(':Unrecognized');
}

/** A name that is right, asked about in the wrong way. */
function otherKind(client: Statsig, kind: FlagKind | undefined, name: string): string | undefined {
  const others = Object.entries(kinds).filter(([other]) => other !== kind);
  return others.find(([, namesIn]) => namesIn(client).includes(name))?.[0];
}
