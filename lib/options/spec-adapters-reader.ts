import { describeReceived } from './describe-received.js';
import { timeLimit } from './number-readers.js';
import { type OptionReader, optionalHttpUrl } from './option-readers.js';
import type { SpecAdapterConfig } from './spec-adapter-config.js';

type Complain = (complaint: string) => void;

/**
 * A frozen copy of the list of places, without those that cannot be used. Undefined when nothing usable is left, so that
 * specs then come from where they come from without the option.
 */
export function specAdapters(): OptionReader<readonly SpecAdapterConfig[] | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (!Array.isArray(value)) {
        complain(`expected an array of adapters, received ${describeReceived(value)}; it counts as not set.`);
        return undefined;
      }
      const entries: readonly unknown[] = value;
      const usable = entries
        .map((entry, index) => readAdapter(entry, (complaint) => complain(`entry ${index}: ${complaint}`)))
        .filter((entry) => entry !== undefined);
      if (usable.length > 0) return Object.freeze(usable);
      complain(`${entries.length === 0 ? 'the array is empty' : 'no entry can be used'}; it counts as not set.`);
      return undefined;
    },
  };
}

function readAdapter(entry: unknown, complain: Complain): SpecAdapterConfig | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    complain(`expected { adapterType }, received ${describeReceived(entry)}; it is left out.`);
    return undefined;
  }
  const adapterType = readType(Reflect.get(entry, 'adapterType'), complain);
  if (adapterType === undefined) return undefined;
  const read = <Field>(name: keyof SpecAdapterConfig, reader: OptionReader<Field>): Field => {
    const field: unknown = Reflect.get(entry, name);
    if (field === undefined || field === null) return reader.fallback;
    return reader.read(field, (complaint) => complain(`field ${name}: ${complaint}`));
  };
  const specsUrl = read('specsUrl', optionalHttpUrl());
  const initTimeoutMs = read(
    'initTimeoutMs',
    timeLimit({ fallback: undefined, otherwise: 'it counts as not set', zero: 'fallback' }),
  );
  reportTls(entry, complain);
  return Object.freeze({
    adapterType,
    ...(specsUrl === undefined ? {} : { specsUrl }),
    ...(initTimeoutMs === undefined ? {} : { initTimeoutMs }),
  });
}

function readType(value: unknown, complain: Complain): SpecAdapterConfig['adapterType'] | undefined {
  if (value === 'data_store' || value === 'network_http') return value;
  if (value === 'network_grpc_websocket') {
    complain(
      'network_grpc_websocket is not supported, and it is left out; use network_http with the HTTP port of the forward proxy.',
    );
    return undefined;
  }
  // As the official core does (runtime §2.1).
  complain(
    `adapterType: expected "data_store" or "network_http", received ${describeReceived(value)}; "network_http" is used.`,
  );
  return 'network_http';
}

/** The official SDK reads these fields for gRPC alone (runtime §12.3), and says nothing elsewhere. */
function reportTls(entry: object, complain: Complain): void {
  const mode: unknown = Reflect.get(entry, 'authenticationMode');
  if (mode === undefined || mode === null || mode === 'none') return;
  complain(
    'authenticationMode applies to gRPC alone and has no effect; for certificates of your own set proxyConfig.caCertPath.',
  );
}
