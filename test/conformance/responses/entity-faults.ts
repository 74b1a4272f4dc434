import { canonicalJson } from '../../support/oracle/canonical-json.mjs';
import { type Response, asText } from './canonical-response.js';
import type { EntityMap, ResponseCauses } from './response-causes.js';
import { undelegatedFaults } from './undelegated-faults.js';

/** One entity of our response, by its plain name. */
export interface OwnEntity {
  readonly map: EntityMap;
  readonly name: string;
  readonly entity: Response;
  readonly algorithm: string;
  readonly project: ResponseCauses;
}

/**
 * What an entity says otherwise than the project does, of the fields in which the official core's may be wrong at random: ID
 * type, group, activity, and the exposures of layers. Redirected ones, of which any of several specs may have decided, have
 * no faults.
 */
export function entityFaults(own: OwnEntity): string[] {
  const { map, name, project } = own;
  const { snapshot } = project;
  const allocated = allocatedExperiment(own);
  if (snapshot.mappings?.has(name) === true) return [];
  const faults = [...idTypeFaults(own), ...exposureFaults(own, allocated)];
  if (map === 'feature_gates') return faults;
  const isLeftToRedirected = allocated !== undefined && snapshot.mappings?.has(allocated) === true && !isNewLayer(own);
  return isLeftToRedirected ? faults : [...faults, ...groupFaults(own), ...activityFaults(own, allocated)];
}

function idTypeFaults({ map, name, entity, project: { snapshot } }: OwnEntity): string[] {
  const idType = entity['id_type'] ?? entity['i'];
  const isDevice = entity['is_device_based'];
  if (ruleOf(entity) === 'override') return [];
  const { featureGates, dynamicConfigs, layerConfigs, cmabs, mappings } = snapshot;
  const spec = { feature_gates: featureGates, dynamic_configs: dynamicConfigs, layer_configs: layerConfigs }[map].get(
    name,
  );
  const delegates = (spec?.rules ?? []).flatMap(({ delegate }) => delegate ?? []);
  // A redirection that was tried on the way begins anew, with another type; and a delegate may have one of its own.
  const isSimple = (delegate: string): boolean =>
    mappings?.has(delegate) !== true &&
    dynamicConfigs.get(delegate)?.rules.every((rule) => rule.delegate === undefined) !== false;
  if (!delegates.every(isSimple)) return [];
  // An autotune has one of its own, also where it decides for another.
  const autotunes = map === 'feature_gates' ? [] : [name, ...delegates].map((decides) => cmabs.get(decides)?.idType);
  const types = [spec?.idType, ...autotunes];
  const isDeviceType = (type: string | undefined): boolean => type === 'stableID' || type === 'stableid';
  return [
    ...(idType === undefined || types.some((type) => type === idType) ? [] : [`the ID type ${asText(idType)}`]),
    ...(isDevice === undefined || types.some((type) => isDeviceType(type) === isDevice)
      ? []
      : ['the kind of the unit']),
  ];
}

/** A layer that no experiment decided for lists all that it asked for as its own. */
function exposureFaults(own: OwnEntity, allocated: string | undefined): string[] {
  const { map, name, entity, algorithm, project } = own;
  if (map !== 'layer_configs') return [];
  const all = listOf(entity['secondary_exposures'] ?? entity['s']);
  const undelegated = listOf(entity['undelegated_secondary_exposures'] ?? entity['us']);
  if (isNewLayer(own)) return undelegated.length === 0 ? [] : ['exposures apart'];
  if (allocated !== undefined) {
    return undelegatedFaults({ layer: name, experiment: allocated, all, undelegated, algorithm, project });
  }
  return canonicalJson(all) === canonicalJson(undelegated) ? [] : ['exposures of its own'];
}

function listOf(exposures: unknown): unknown[] {
  return Array.isArray(exposures) ? exposures : [];
}

/** Whoever no rule has put into a group is in none. */
function groupFaults({ map, name, entity, project: { snapshot } }: OwnEntity): string[] {
  const layer = map === 'layer_configs' ? snapshot.layerConfigs.get(name) : undefined;
  const takesPart = entity['is_user_in_experiment'] ?? entity['ue'];
  if (layer?.usesNewLayerEvaluation === true) {
    // An autotune that decided may have added to it that the user explores.
    const ruleID = ruleOf(entity).replace(/:explore$/, '');
    const rule = layer.rules.find(({ id }) => id === ruleID);
    return takesPart === undefined || takesPart === (rule?.isExperimentGroup ?? false) ? [] : ['who takes part'];
  }
  if (!['default', 'disabled', 'override'].includes(ruleOf(entity))) return [];
  const group = entity['group_name'] ?? entity['gn'];
  return [...(group === undefined ? [] : ['a group']), ...(takesPart === true ? ['who takes part'] : [])];
}

function activityFaults(own: OwnEntity, allocated: string | undefined): string[] {
  const { map, name, entity, project } = own;
  const { layerConfigs, dynamicConfigs, cmabs } = project.snapshot;
  const isActive = entity['is_experiment_active'] ?? entity['ea'];
  const isLayer = map === 'layer_configs';
  const decides = isLayer ? (allocated ?? '') : name;
  const isOwn = isNewLayer(own);
  if (isActive === undefined) return [];
  // An autotune says nothing of it. Of a layer it is then, and after an override, what that says itself.
  if (!isOwn && cmabs.has(decides)) return [];
  if (!isOwn && ruleOf(entity) === 'override') return isLayer || isActive === false ? [] : ['activity'];
  // An experiment that says nothing of it leaves what the layer says.
  if (isLayer && !isOwn && dynamicConfigs.get(decides)?.isActive === undefined) return [];
  const spec = isOwn ? layerConfigs.get(name) : dynamicConfigs.get(decides);
  const mayBeLeftToAnother = !isOwn && spec?.rules.some(({ delegate }) => delegate !== undefined) === true;
  return mayBeLeftToAnother || isActive === (spec?.isActive ?? false) ? [] : ['activity'];
}

function isNewLayer({ map, name, project: { snapshot } }: OwnEntity): boolean {
  return map === 'layer_configs' && snapshot.layerConfigs.get(name)?.usesNewLayerEvaluation === true;
}

function allocatedExperiment({ entity, algorithm, project }: OwnEntity): string | undefined {
  const allocated = entity['allocated_experiment_name'] ?? entity['ae'];
  return allocated === undefined ? undefined : project.nameOf(asText(allocated), algorithm);
}

function ruleOf(entity: Response): string {
  return asText(entity['rule_id'] ?? entity['r'] ?? 'default');
}
