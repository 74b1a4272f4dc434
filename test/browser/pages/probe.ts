import { StatsigClient } from '@statsig/js-client';
import {
  type BootstrappedClient,
  createBootstrappedClient,
  type FlagRead,
  readBootstrap,
} from 'statsig-nodekit/browser';
import { type FlagAnswer, fallbacks } from '../support/flag-answers.js';
import type { ProbeMethods, ProbeSettings, ReadReport } from './probe-methods.js';

/*
 * The program of most pages: starts a client from each data block, as an application would, and answers the test's questions.
 */

const settings = JSON.parse(
  document.querySelector<HTMLMetaElement>('meta[name=probe]')?.content ?? '{"blocks":[]}',
) as ProbeSettings;
const flagReads: FlagRead[] = [];
const started = new Map(settings.blocks.map((id) => [id, startClient(id)]));

function startClient(id: string): BootstrappedClient<StatsigClient> {
  const { blocks: _blocks, handMadeFor, ...others } = settings;
  const { bootstrap } = readBootstrap(id);
  if (handMadeFor !== undefined && bootstrap !== null) {
    const client = new StatsigClient(bootstrap.clientSdkKey ?? '', handMadeFor, settings.options);
    client.dataAdapter.setData(bootstrap.values);
    return { client, isBootstrapped: client.initializeSync().source === 'Bootstrap' };
  }
  return createBootstrappedClient(StatsigClient, { id, onFlagRead: (read) => flagReads.push(read), ...others });
}

function clientOf(block: string): StatsigClient {
  return startOf(block).client;
}

function startOf(block: string): BootstrappedClient<StatsigClient> {
  const start = started.get(block);
  if (start === undefined) throw new Error(`There is no client "${block}".`);
  return start;
}

const methods: ProbeMethods = {
  read(block, names, options = {}): ReadReport {
    const client = clientOf(block);
    const answers: FlagAnswer[] = [];
    const reasons = new Set<string>();
    for (const name of names.gates) {
      const { value, ruleID, details } = client.getFeatureGate(name, options);
      answers.push({ flag: `gate ${name}`, value, ruleID });
      reasons.add(details.reason);
    }
    for (const name of names.configs) {
      const { value, ruleID, details } = client.getDynamicConfig(name, options);
      answers.push({ flag: `config ${name}`, value, ruleID });
      reasons.add(details.reason);
    }
    for (const name of names.experiments) {
      const { value, ruleID, groupName, details } = client.getExperiment(name, options);
      answers.push({ flag: `experiment ${name}`, value, ruleID, groupName });
      reasons.add(details.reason);
    }
    for (const { name, parameters } of names.layers) {
      const layer = client.getLayer(name, options);
      const { ruleID, groupName, details } = layer;
      answers.push({ flag: `layer ${name}`, value: null, ruleID, groupName });
      reasons.add(details.reason);
      for (const parameter of parameters) {
        answers.push({ flag: `layer ${name}, ${parameter}`, value: layer.get(parameter) ?? null });
      }
    }
    for (const { name, parameters } of names.stores) {
      const store = client.getParameterStore(name, options);
      reasons.add(store.details.reason);
      for (const parameter of parameters) {
        answers.push({
          flag: `store ${name}, ${parameter.name}`,
          value: store.get(parameter.name, fallbacks[parameter.type]),
        });
      }
    }
    return { answers, reasons: [...reasons].toSorted() };
  },
  flagReads: () => flagReads,
  start(block) {
    const { isBootstrapped, reason } = startOf(block);
    return { isBootstrapped, ...(reason !== undefined && { reason }) };
  },
  identity(block) {
    const client = clientOf(block);
    const { user, stableID, sdkKey } = client.getContext();
    return { user: { ...user }, stableID, sdkKey };
  },
  logEvent(block, name) {
    clientOf(block).logEvent(name);
    return null;
  },
  async flush(block) {
    await clientOf(block).flush();
    return null;
  },
  async updateUser(block, user) {
    const { success, source } = await clientOf(block).updateUserAsync(user);
    return { success, source };
  },
};

/** Arguments and result are JSON text: see `watched-page.ts`. */
async function probe(method: keyof ProbeMethods, args: string): Promise<string> {
  const call = methods[method] as (...input: unknown[]) => unknown;
  return JSON.stringify(await call(...(JSON.parse(args) as unknown[])));
}

Object.assign(globalThis, { probe });
