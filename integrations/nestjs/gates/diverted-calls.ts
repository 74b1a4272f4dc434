import type { RequestScope } from 'statsig-nodekit/request';

/** Requests in which a guard has denied a gate whose `otherwise` is another method, by what denied. */
const diverted = new WeakMap<RequestScope, Map<object, Set<string>>>();

/** Has the method `key`, when it is called in this request, hand over as `requirement` says. */
export function divert(scope: RequestScope, requirement: object, key: string): void {
  const ofScope = diverted.get(scope) ?? new Map<object, Set<string>>();
  diverted.set(scope, ofScope);
  const keys = ofScope.get(requirement) ?? new Set<string>();
  ofScope.set(requirement, keys.add(key));
}

/** Whether the method `key` is to hand over in this request. */
export function isDiverted(scope: RequestScope | undefined, requirement: object, key: string): boolean {
  return scope !== undefined && diverted.get(scope)?.get(requirement)?.has(key) === true;
}
