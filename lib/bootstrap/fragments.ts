import { djb2 } from '../hashing/djb2.js';
import { toBase64 } from '../hashing/base64.js';
import { sha256 } from '../hashing/sha256.js';
import type { SecondaryExposure } from '../evaluation/evaluation.js';
import type { JsonObject, JsonValue } from '../specs/json-value.js';
import type { ParamStoreSpec } from '../specs/spec-snapshot.js';
import type { HashAlgorithm } from './client-initialize-options.js';
import { paramStoreText } from './param-store-text.js';

/** An exposure, written once. */
export interface ExposureText {
  /** The object that stands for it in a response. */
  readonly text: string;
  /** Its name in responses of format 1: over the name of the gate as it is written, always by djb2 (bootstrap §2.6). */
  readonly id: string;
}

/** A value, written once. */
export interface ValueText {
  readonly text: string;
  /** The text in UTF-8. */
  readonly bytes: Uint8Array;
  /** The same for equal values, whatever the order of their keys. */
  readonly identity: string;
}

/**
 * The parts of responses that do not depend on the user: JSON texts of names, values and exposures, each written when it is
 * first needed and then kept for as long as the specs. With 230 KB of values, writing them anew for each user takes five
 * times as long as putting the parts together.
 */
export class Fragments {
  readonly #algorithm: HashAlgorithm;
  readonly #names = new Map<string, string>();
  readonly #words = new Map<string, string>();
  readonly #exposures = new Map<string, ExposureText>();
  readonly #stores = new Map<string, string>();
  readonly #values = new WeakMap<JsonObject, ValueText>();

  constructor(algorithm: HashAlgorithm) {
    this.#algorithm = algorithm;
  }

  /** A name as the response has it, hashed, in quotes. */
  name(name: string): string {
    let text = this.#names.get(name);
    if (text === undefined) this.#names.set(name, (text = JSON.stringify(hashName(name, this.#algorithm))));
    return text;
  }

  /** A text of the specs, such as a rule ID, in quotes. */
  word(word: string): string {
    let text = this.#words.get(word);
    if (text === undefined) this.#words.set(word, (text = JSON.stringify(word)));
    return text;
  }

  /** Values of a config. Kept with the object, which is the specs' own. */
  value(value: JsonObject): ValueText {
    let known = this.#values.get(value);
    if (known === undefined) this.#values.set(value, (known = new LazyValueText(value)));
    return known;
  }

  /** The parameters of a store. */
  store(name: string, store: ParamStoreSpec): string {
    let text = this.#stores.get(name);
    if (text === undefined) this.#stores.set(name, (text = paramStoreText(store, (source) => this.name(source))));
    return text;
  }

  /** An exposure by its key (`exposureKey`). */
  exposure(key: string, { gate, gateValue, ruleID }: SecondaryExposure): ExposureText {
    let known = this.#exposures.get(key);
    if (known === undefined) {
      known = {
        text: `{"gate":${this.name(gate)},"gateValue":"${gateValue}","ruleID":${this.word(ruleID)}}`,
        id: djb2(`${hashName(gate, this.#algorithm)}:${gateValue}:${ruleID}`),
      };
      this.#exposures.set(key, known);
    }
    return known;
  }
}

/** What makes exposures of one response the same. */
export function exposureKey({ gate, gateValue, ruleID }: SecondaryExposure): string {
  return `${gateValue}:${gate.length}:${gate}:${ruleID}`;
}

/** A name as an algorithm hashes it (bootstrap §2.9). */
export function hashName(name: string, algorithm: HashAlgorithm): string {
  if (algorithm === 'none') return name;
  return algorithm === 'djb2' ? djb2(name) : toBase64(sha256(name));
}

const encoder = new TextEncoder();

/** The order of keys matters in format 2 alone, and bytes of large values: most have neither. */
class LazyValueText implements ValueText {
  readonly text: string;
  readonly #value: JsonObject;
  #bytes: Uint8Array | undefined;
  #identity: string | undefined;

  constructor(value: JsonObject) {
    this.#value = value;
    this.text = JSON.stringify(value);
  }

  get bytes(): Uint8Array {
    return (this.#bytes ??= encoder.encode(this.text));
  }

  get identity(): string {
    return (this.#identity ??= JSON.stringify(inOrder(this.#value)));
  }
}

/** The value as entries in the order of their keys, so that it has one text. */
function inOrder(value: JsonValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(inOrder);
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return { entries: entries.map(([key, entry]) => [key, inOrder(entry)]) };
}
