import { canonicalJson } from './canonical-json.mjs';
import { SERIAL_ID_TYPE } from './exposure-log.mjs';

/** Calls that only log something, for both contestants, and a reader for events that are no exposures. */

export function logEvents(client, user, calls) {
  for (const [method, ...args] of calls) client[method](user, ...args);
}

export function readOtherEvents(events) {
  const customEvents = [];
  const quietEvents = new Map();
  const quietChecks = new Map();
  for (const event of events) {
    if (event.eventName === 'statsig::non_exposed_checks') {
      const { metadata, time, ...rest } = event;
      const text = textOf(rest, time);
      quietEvents.set(text, { serial: '', name: event.eventName, text });
      for (const [name, count] of Object.entries(JSON.parse(metadata.checks))) {
        quietChecks.set(name, (quietChecks.get(name) ?? 0) + count);
      }
    } else if (!event.eventName.startsWith('statsig::')) {
      const { time, ...rest } = event;
      const serial = event.user.customIDs?.[SERIAL_ID_TYPE] ?? '';
      customEvents.push({ serial, name: event.eventName, text: textOf(rest, time) });
    }
  }
  return {
    // How often a count is sent depends on when batches are: its form is what is compared.
    customEvents: [...customEvents, ...quietEvents.values()],
    quietChecks: [...quietChecks],
  };
}

const textOf = (rest, time) => canonicalJson({ ...rest, isDated: typeof time === 'number' });
