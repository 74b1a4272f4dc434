import { flag, oneOf, type OptionReader } from './option-readers.js';
import { describeReceived } from './describe-received.js';
import type { ResolvedOptions } from './resolved-options.js';
import type { StatsigOptions } from './statsig-options.js';

/**
 * Options of the official SDK that change nothing here. They are checked, so that a mistake is reported, and not kept; what
 * somebody loses who sets them is reported as well.
 */
export const optionsWithoutEffect: {
  readonly [Name in Exclude<keyof StatsigOptions, keyof ResolvedOptions>]: OptionReader<unknown>;
} = {
  configCompressionMode: unavailable(oneOf(['gzip', 'dictionary'], 'gzip'), {
    value: 'dictionary',
    instead: 'specs are compressed with gzip or Brotli.',
  }),
  enableDcsDeltas: flag(false),
  experimentalFlags: experimentalFlags(),
  logEventConnectionReuse: flag(false),
  overrideAdapterConfig: overrideAdapters(),
  useThirdPartyUaParser: unavailable(flag(false), {
    value: true,
    instead: "the built-in parser, which is also the official SDK's default, is used.",
  }),
  waitForCountryLookupInit: flag(false),
  waitForUserAgentInit: flag(false),
};

/** A reader that reports one of its values, which cannot be had, with what happens instead. */
function unavailable<Value>(
  reader: OptionReader<Value>,
  refused: { readonly value: Value; readonly instead: string },
): OptionReader<Value> {
  return {
    fallback: reader.fallback,
    read: (value, complain) => {
      if (reader.read(value, complain) === refused.value)
        complain(`${JSON.stringify(refused.value)} is not available; ${refused.instead}`);
      return reader.fallback;
    },
  };
}

function experimentalFlags(): OptionReader<undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (!(value instanceof Set)) complain(`expected a Set of strings, received ${describeReceived(value)}.`);
      else if (value.size > 0) complain('experimental features of the official SDK are not available.');
      return undefined;
    },
  };
}

/** Local overrides are always there, as in the official SDK, whatever is given. */
function overrideAdapters(): OptionReader<undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (!Array.isArray(value)) complain(`expected an array, received ${describeReceived(value)}.`);
      return undefined;
    },
  };
}
