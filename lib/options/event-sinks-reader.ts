import type { EventSink } from '../events/event-sink.js';
import { describeReceived } from './describe-received.js';
import type { OptionReader } from './option-readers.js';

/** A frozen copy of the list of sinks, without those that cannot be used. The sinks themselves are kept as they are. */
export function eventSinks(): OptionReader<readonly EventSink[]> {
  return {
    fallback: [],
    read: (value, complain) => {
      if (!Array.isArray(value)) {
        complain(`expected an array of sinks, received ${describeReceived(value)}; there are none.`);
        return [];
      }
      const entries: readonly unknown[] = value;
      return Object.freeze(
        entries.filter((entry, index): entry is EventSink => {
          const complaint = complaintAbout(entry);
          if (complaint !== undefined) complain(`entry ${index}: ${complaint}; it is left out.`);
          return complaint === undefined;
        }),
      );
    },
  };
}

function complaintAbout(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) {
    return `expected an object with a name and the method send, received ${describeReceived(entry)}`;
  }
  const [name, send, shutdown]: unknown[] = ['name', 'send', 'shutdown'].map((key) => Reflect.get(entry, key));
  if (typeof name !== 'string' || name === '') return 'expected a name that is a non-empty string';
  if (typeof send !== 'function') return 'expected a method send';
  if (shutdown !== undefined && shutdown !== null && typeof shutdown !== 'function') {
    return 'expected shutdown to be a method';
  }
  return undefined;
}
