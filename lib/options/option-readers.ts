import type { GlobalCustomFieldValue } from './statsig-options.js';
import { describeReceived } from './describe-received.js';

/**
 * Reads one option: returns what is in force for the value given, and complains where that is not what was asked for.
 * Never called with `undefined` or `null`, which both mean “not set”.
 */
export interface OptionReader<Value> {
  /** In force when the option is not set, or cannot be used. */
  readonly fallback: Value;
  read(value: unknown, complain: (complaint: string) => void): Value;
}

/** True or false, and nothing that merely looks like it. */
export function flag(fallback: boolean): OptionReader<boolean> {
  return {
    fallback,
    read: (value, complain) => {
      if (typeof value === 'boolean') return value;
      complain(`expected true or false, received ${describeReceived(value)}; ${fallback} is used.`);
      return fallback;
    },
  };
}

/** One of a few words. */
export function oneOf<Word extends string>(words: readonly Word[], fallback: Word): OptionReader<Word> {
  return {
    fallback,
    read: (value, complain) => {
      const word = words.find((candidate) => candidate === value);
      if (word !== undefined) return word;
      const expected = words.map((candidate) => JSON.stringify(candidate)).join(', ');
      complain(
        `expected one of ${expected}, received ${describeReceived(value)}; ${JSON.stringify(fallback)} is used.`,
      );
      return fallback;
    },
  };
}

/** Any text but the empty one. */
export function text(): OptionReader<string | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value === 'string' && value !== '') return value;
      complain(`expected a non-empty string, received ${describeReceived(value)}; it counts as not set.`);
      return undefined;
    },
  };
}

/** An absolute http or https URL, kept as it was written. */
export function httpUrl(fallback: string): OptionReader<string> {
  return {
    fallback,
    read: (value, complain) => {
      if (typeof value === 'string' && isHttpUrl(value)) return value;
      complain(`expected an absolute http or https URL, received ${describeReceived(value)}; ${fallback} is used.`);
      return fallback;
    },
  };
}

/** The same without a default: what cannot be used counts as not set. */
export function optionalHttpUrl(): OptionReader<string | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value === 'string' && isHttpUrl(value)) return value;
      complain(`expected an absolute http or https URL, received ${describeReceived(value)}; it counts as not set.`);
      return undefined;
    },
  };
}

function isHttpUrl(value: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(value).protocol);
  } catch {
    // The constructor's only way to say no; the caller words the complaint.
    return false;
  }
}

/** The tier, plain or in the form `{ tier }` of older SDKs. */
export function environmentTier(): OptionReader<string | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      const tier: unknown = typeof value === 'object' && value !== null && 'tier' in value ? value.tier : value;
      if (typeof tier === 'string' && tier !== '') return tier;
      complain(
        `expected a non-empty string or { tier: string }, received ${describeReceived(tier)}; it counts as not set.`,
      );
      return undefined;
    },
  };
}

/** Specs as an object or as text; what is in them is checked when they are used. */
export function objectOrText(): OptionReader<object | string | undefined> {
  return {
    fallback: undefined,
    read: (value, complain) => {
      if (typeof value === 'string' && value !== '') return value;
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
      complain(`expected an object or JSON text, received ${describeReceived(value)}; it counts as not set.`);
      return undefined;
    },
  };
}

/** A frozen copy of the fields whose values are usable; the others are named and left out. */
export function customFields(): OptionReader<Readonly<Record<string, GlobalCustomFieldValue>>> {
  return {
    fallback: Object.freeze({}),
    read: (value, complain) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        complain(`expected an object of fields, received ${describeReceived(value)}; it counts as not set.`);
        return Object.freeze({});
      }
      const fields: [string, GlobalCustomFieldValue][] = [];
      for (const [name, field] of Object.entries(value) as [string, unknown][]) {
        if (isScalar(field)) fields.push([name, field]);
        else if (Array.isArray(field) && field.every(isScalar)) fields.push([name, Object.freeze([...field])]);
        else complain(`field ${JSON.stringify(name)}: expected ${fieldForms}; it is left out.`);
      }
      return Object.freeze(Object.fromEntries(fields));
    },
  };
}

const fieldForms = 'a string, a finite number, a boolean, or an array of these';

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
