// @ts-check

/**
 * What arrived, for the terminal: `Delivered 3 events: 2 × statsig::gate_exposure, 1 × visited_signup`.
 * @param {readonly { readonly eventName: string }[]} events
 */
export function describeDelivery(events) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { eventName } of events) counts.set(eventName, (counts.get(eventName) ?? 0) + 1);
  const kinds = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const total = events.length === 1 ? '1 event' : `${events.length} events`;
  return kinds.length === 0
    ? `Delivered ${total}`
    : `Delivered ${total}: ${kinds.map(([name, count]) => `${count} × ${name}`).join(', ')}`;
}
