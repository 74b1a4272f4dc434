import { Statsig, type StatsigOptions } from 'statsig-nodekit';
import { onTestFinished } from 'vitest';
import { generateProject } from '../../support/generator/generate-project.js';
import { type GeneratedUser, UserGenerator } from '../../support/generator/generate-users.js';
import { Random } from '../../support/generator/random.js';
import type { Json, JsonObject, WireProject } from '../../support/generator/wire-types.js';
import { applyOverrides } from '../../support/oracle/evaluation-plan.mjs';
import type { LoopbackService } from '../../support/oracle/loopback-service.mjs';

/** A generated project as browsers can have it, a client for it, and users. */
export interface GeneratedSite {
  readonly statsig: Statsig;
  readonly sdkKey: string;
  readonly specs: WireProject;
  readonly nextUser: () => GeneratedUser;
}

/** Starts a client for a generated project; it is shut down when the test ends. */
export async function startGeneratedSite(seed: number, service: LoopbackService): Promise<GeneratedSite> {
  const { project, idLists, options, overrides } = generateProject(seed);
  // With an app of its own, a project shows a client key what is for that app alone: no counterpart of the server's answers.
  const specs = { ...project, app_id: null, param_stores: asDeclared(project['param_stores'], seed) };
  const sdkKey = `secret-${seed}`;
  const statsig = await startClient(service, sdkKey, specs, { ...options, idLists });
  applyOverrides(statsig, overrides);
  const users = new UserGenerator(new Random(seed), project);
  return { statsig, sdkKey, specs, nextUser: () => users.generate() };
}

/** A client that is given these specs, and shut down when the test ends. Its key must be its own. */
export async function startClient(
  service: LoopbackService,
  sdkKey: string,
  specs: object,
  { idLists = {}, ...options }: StatsigOptions & { readonly idLists?: Readonly<Record<string, string>> } = {},
): Promise<Statsig> {
  service.serve(sdkKey, JSON.stringify(specs), idLists);
  const statsig = new Statsig(sdkKey, {
    specsUrl: service.specsUrl,
    logEventUrl: service.logEventUrl,
    enableIdLists: true,
    idListsUrl: service.idListsUrl,
    outputLogLevel: 'none',
    ...options,
  });
  onTestFinished(async () => {
    await statsig.shutdown();
    service.take(sdkKey);
  });
  await statsig.initialize();
  return statsig;
}

/**
 * Stores that say the truth about their parameters. Browsers go by the declared kind and type, servers by what is there, so that
 * the two can only agree on stores like those that the console writes.
 */
function asDeclared(stores: Json | undefined, seed: number): Json {
  return mapValues(stores, (store) => ({
    ...(store as JsonObject),
    parameters: mapValues((store as JsonObject)['parameters'], (parameter) => declare(parameter as JsonObject, seed)),
  }));
}

function declare({ value = null, ...parameter }: JsonObject, seed: number): JsonObject {
  const anyType = ['string', 'number', 'boolean', 'array', 'object'][seed % 5] ?? 'string';
  if ('gate_name' in parameter) {
    const pass = parameter['pass_value'] ?? 'yes';
    const fail = parameter['fail_value'] ?? 'no';
    const isOneType = typeName(pass) === typeName(fail);
    const values = { pass_value: pass, fail_value: isOneType ? fail : pass };
    return { ...parameter, ...values, ref_type: 'gate', param_type: typeName(pass) };
  }
  if ('config_name' in parameter) return { ...parameter, ref_type: 'dynamic_config', param_type: anyType };
  if ('experiment_name' in parameter) return { ...parameter, ref_type: 'experiment', param_type: anyType };
  if ('layer_name' in parameter) return { ...parameter, ref_type: 'layer', param_type: anyType };
  const text = value ?? 'text';
  return { ...parameter, value: text, ref_type: 'static', param_type: typeName(text) };
}

function typeName(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

function mapValues(record: Json | undefined, convert: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, convert(value as Json)]));
}
