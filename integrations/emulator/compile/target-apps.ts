import { deriveClientKeyHash } from './client-key-hash.js';
import type { Project, TargetApp } from '../project-file/project.js';
import type { WireSpecs } from './wire.js';

/** Writes into the specs which apps may see them, and which client key belongs to which app. */
export function applyTargetApps(specs: WireSpecs, project: Project): void {
  const apps = Object.entries(project.targetApps ?? {});
  if (apps.length === 0) return;
  specs.sdk_keys_to_app_ids = {};
  specs.hashed_sdk_keys_to_app_ids = {};
  for (const [name, app] of apps) {
    const appId = app.id ?? name;
    mark(specs.feature_gates, app.gates, appId);
    mark(specs.layer_configs, app.layers, appId);
    mark(specs.dynamic_configs, [...(app.dynamicConfigs ?? []), ...(app.experiments ?? [])], appId);
    mark(specs.param_stores ?? {}, app.parameterStores, appId);
    addKeys(specs, app, appId);
  }
}

function mark(
  entries: Readonly<Record<string, { targetAppIDs?: string[] }>>,
  names: readonly string[] | undefined,
  appId: string,
): void {
  for (const name of names ?? []) {
    const entry = entries[name];
    if (entry !== undefined) entry.targetAppIDs = [...(entry.targetAppIDs ?? []), appId];
  }
}

function addKeys(specs: WireSpecs, app: TargetApp, appId: string): void {
  for (const key of app.clientKeys ?? []) {
    specs.sdk_keys_to_app_ids = { ...specs.sdk_keys_to_app_ids, [key]: appId };
    specs.hashed_sdk_keys_to_app_ids = { ...specs.hashed_sdk_keys_to_app_ids, [deriveClientKeyHash(key)]: appId };
  }
}
