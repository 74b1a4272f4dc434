import { canonicalJson } from './canonical-json.mjs';
import { SERIAL_ID_TYPE } from './exposure-log.mjs';

/** A line of `console.trace` is known to differ. */
const CAPTURED_METHODS = ['debug', 'log', 'info', 'warn', 'error'];

/** Calls that only log something, for both contestants, and a reader for events that are no exposures. */

export function logEvents(client, user, calls) {
  for (const [method, ...args] of calls) {
    if (method === 'console') console[args[0]](...args.slice(1));
    else client[method](user, ...args);
  }
}

/** Takes the voice of the console: what is captured of it need not be read. Returns what gives it back. */
export function muteConsole() {
  const voices = CAPTURED_METHODS.map((method) => [method, console[method]]);
  for (const [method] of voices) console[method] = () => undefined;
  return () => {
    for (const [method, voice] of voices) console[method] = voice;
  };
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
    } else if (event.eventName === 'statsig::log_line') {
      const { time, metadata, ...rest } = event;
      // Each contestant names itself, and has a stack of its own.
      const { source, trace, ...others } = metadata;
      const said = { ...others, hasSource: typeof source === 'string', traceType: typeof trace };
      customEvents.push({ serial: serialOf(event), name: event.eventName, text: textOf({ ...rest, said }, time) });
    } else if (event.eventName === 'statsig::identify' || !event.eventName.startsWith('statsig::')) {
      const { time, ...rest } = event;
      customEvents.push({ serial: serialOf(event), name: event.eventName, text: textOf(rest, time) });
    }
  }
  return {
    // How often a count is sent depends on when batches are: its form is what is compared.
    customEvents: [...customEvents, ...quietEvents.values()],
    quietChecks: [...quietChecks],
  };
}

const serialOf = (event) => event.user.customIDs?.[SERIAL_ID_TYPE] ?? '';

const textOf = (rest, time) => canonicalJson({ ...rest, isDated: typeof time === 'number' });
