import type { ModulesContainer } from '@nestjs/core';
import { OWN_SERVICE } from '../module/statsig.tokens.js';
import type { MessageClient } from './message-scopes.js';

/** The clients of an application: the service of each `StatsigModule`, but for those that a test has replaced by another object. */
export function messageClientsOf(modules: ModulesContainer): readonly MessageClient[] {
  const services = [...modules.values()].map(({ providers }): unknown => providers.get(OWN_SERVICE)?.instance);
  return services.filter(isMessageClient);
}

/** Told by its form: the module may be of another copy of this package. */
function isMessageClient(service: unknown): service is MessageClient {
  return typeof service === 'object' && service !== null && typeof Reflect.get(service, 'openMessage') === 'function';
}
