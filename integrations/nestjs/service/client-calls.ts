import type { Statsig } from 'statsig-nodekit';

/** What of the client has nothing to do with a user, or names the user in any case. */
const passedOn = [
  // How the client is
  'getSpecsDetails',
  'getIdListsDetails',
  'getEventsDetails',
  'subscribe',
  'unsubscribe',
  'unsubscribeById',
  'unsubscribeAll',
  // The project
  'getExperimentByGroupName',
  'getExperimentByGroupIdAdvanced',
  'getExperimentGroups',
  'getFeatureGateList',
  'getDynamicConfigList',
  'getExperimentList',
  'getAutotuneList',
  'getLayerList',
  'getParameterStoreList',
  'getFieldsNeededForGate',
  'getFieldsNeededForDynamicConfig',
  'getFieldsNeededForExperiment',
  'getFieldsNeededForLayer',
  // Other users and other senders
  'forUser',
  'forwardClientEvents',
  // Answers that the application decides
  'overrideGate',
  'overrideDynamicConfig',
  'overrideExperiment',
  'overrideExperimentByGroupName',
  'overrideLayer',
  'overrideParameterStore',
  'removeGateOverride',
  'removeDynamicConfigOverride',
  'removeExperimentOverride',
  'removeLayerOverride',
  'removeParameterStoreOverride',
  'removeAllOverrides',
  // Delivery
  'stopConsoleCapture',
  'flushPersistedValues',
  'flushEvents',
] as const satisfies readonly (keyof Statsig)[];

type PassedOn = (typeof passedOn)[number];

/** The calls of the client that a `StatsigService` passes on as they are. See `Statsig` for each. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the loop below defines what the interface promises
export interface ClientCalls extends Pick<Statsig, PassedOn> {}

/** Passes calls on to a client. */
export abstract class ClientCalls {
  /** The client itself. */
  abstract readonly client: Statsig;
}

for (const name of passedOn) {
  Object.defineProperty(ClientCalls.prototype, name, {
    configurable: true,
    writable: true,
    value(this: ClientCalls, ...args: unknown[]): unknown {
      return Reflect.apply(this.client[name], this.client, args);
    },
  });
}
