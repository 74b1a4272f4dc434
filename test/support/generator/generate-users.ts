import { canonicalJson } from '../oracle/canonical-json.mjs';
import { damagedAgent, jumbledAgent, realisticAgent } from './agents/generate-agents.js';
import { generateAddress } from './generate-address.js';
import type { Random } from './random.js';
import { PERSON_IDS, unitIDText } from './unit-ids.js';
import { FIELDS, ID_TYPES, anyNumber, anyText } from './vocabulary.js';

/** A user as a plain object; values may be of types that a caller should not but can pass. */
export type GeneratedUser = Record<string, unknown>;

/** The part of a specs payload from which users learn which values matter. */
export interface ConditionSource {
  readonly condition_map: Readonly<
    Record<string, { readonly type: string; readonly field?: unknown; readonly targetValue?: unknown }>
  >;
}

const TOP_LEVEL_FIELDS = ['email', 'country', 'locale', 'appVersion'] as const;

/** Fields that conditions derive from the agent or the address; few users state them. */
const DERIVED_FIELD = /^(os|browser)_?(name|version)$|^country$/i;

/**
 * Generates users that hit what a project's conditions ask for about as often as they miss it: their values are the
 * conditions' targets, changed a little, mixed with odd values of every type.
 */
export class UserGenerator {
  readonly #random: Random;
  readonly #targetsByField = new Map<string, unknown[]>();
  readonly #unitIDs: string[] = [];

  constructor(random: Random, source: ConditionSource) {
    this.#random = random;
    for (const { type, field, targetValue } of Object.values(source.condition_map)) {
      if (type === 'unit_id' && Array.isArray(targetValue)) {
        this.#unitIDs.push(...targetValue.filter((item) => typeof item === 'string').slice(0, 20));
      } else if (typeof field === 'string' && type !== 'environment_field' && type !== 'experiment_group') {
        this.#targetsByField.set(field, [...(this.#targetsByField.get(field) ?? []), targetValue]);
      }
    }
    // An address in `custom` counts like one at the top level, and not every text is safe there.
    this.#targetsByField.delete('ip');
  }

  /** One user. With a serial, the user's exposure events can be told from those of all others. */
  generate(serial?: string): GeneratedUser {
    const random = this.#random;
    const customIDs = this.#customIDs(serial);
    return {
      ...(random.chance(0.85) ? { userID: this.#userID() } : {}),
      ...(customIDs === undefined ? {} : { customIDs }),
      ...Object.fromEntries(
        TOP_LEVEL_FIELDS.filter((field) => random.chance(isDerived(field) ? 0.25 : 0.5)).map((field) => [
          field,
          this.#topLevelText(field),
        ]),
      ),
      ...(random.chance(0.85) ? { custom: { ...this.#attributes(0.7), ...this.#origin(0.08) } } : {}),
      ...(random.chance(0.3) ? { privateAttributes: { ...this.#attributes(0.3), ...this.#origin(0.08) } } : {}),
      ...(random.chance(0.3) ? { statsigEnvironment: this.#environment() } : {}),
      ...this.#origin(0.75),
    };
  }

  /** Where the user comes from: an agent and an address, each with the given probability. */
  #origin(probability: number): Record<string, string> {
    const random = this.#random;
    return {
      ...(random.chance(probability) ? { userAgent: this.#userAgent() } : {}),
      ...(random.chance(probability) ? { ip: generateAddress(random) } : {}),
    };
  }

  #userAgent(): string {
    const random = this.#random;
    return random.weighted([
      [12, () => realisticAgent(random)],
      [3, () => damagedAgent(random)],
      [2, () => jumbledAgent(random)],
      [1, () => random.pick(['', ' ', `Chrome/1.0 ${'x'.repeat(random.integer(980, 1000))}`])],
    ]);
  }

  #userID(): string {
    return this.#random.orElse(
      0.08,
      () => this.#random.pick(PERSON_IDS),
      () => this.#unitID(),
    );
  }

  #unitID(): string {
    return this.#unitIDs.length > 0 && this.#random.chance(0.3)
      ? this.#random.pick(this.#unitIDs)
      : unitIDText(this.#random);
  }

  #customIDs(serial: string | undefined): Record<string, string | number> | undefined {
    const random = this.#random;
    const types = ID_TYPES.filter((type) => type !== 'nobodyHasThis' && random.chance(0.35));
    if (serial === undefined && types.length === 0 && random.chance(0.8)) return undefined;
    return {
      ...Object.fromEntries(
        types.map((type) => [
          type,
          random.orElse<string | number>(
            0.1,
            () => (random.chance(0.1) ? random.pick([1e21, 1e-7, -0, 1.5]) : random.integer(1, 200)),
            () => this.#unitID(),
          ),
        ]),
      ),
      ...(serial === undefined ? {} : { serial }),
    };
  }

  #environment(): Record<string, string> {
    const random = this.#random;
    return random.pick([
      { tier: 'production' },
      { tier: 'dev' },
      { tier: 'QA', region: 'eu' },
      { Tier: 'staging' },
      { region: 'EU' },
      {},
    ]);
  }

  #topLevelText(field: string): string {
    const value = this.#random.chance(0.7) ? this.#relatedValue(field) : anyText(this.#random);
    return typeof value === 'string' ? value : canonicalJson(value);
  }

  /** Each field that conditions ask for, with the given probability, and sometimes one that nobody asks for. */
  #attributes(share: number): Record<string, unknown> {
    const random = this.#random;
    const fields = [...this.#targetsByField.keys()].filter((field) => random.chance(isDerived(field) ? 0.1 : share));
    if (random.chance(0.3)) fields.push(random.pick(FIELDS));
    return Object.fromEntries(
      fields.map((field) => [random.chance(0.1) ? field.toLowerCase() : field, this.#attribute(field)]),
    );
  }

  #attribute(field: string): unknown {
    const random = this.#random;
    return random.weighted<unknown>([
      [12, () => this.#relatedValue(field)],
      [2, () => anyText(random)],
      [2, () => anyNumber(random)],
      [1, () => random.chance(0.5)],
      [
        2,
        () => random.many(0, 3, () => random.pick<unknown>(['a', 'A', 'b', 'pro', 1, '1', 5, true, null, ['a'], ''])),
      ],
      [2, () => oddAttribute(random)],
    ]);
  }

  /** A value that some condition on the field compares with, or one close to it. */
  #relatedValue(field: string): unknown {
    const random = this.#random;
    const targets = this.#targetsByField.get(field) ?? this.#targetsByField.get(field.toLowerCase());
    if (targets === undefined) return anyText(random);
    const target = random.pick(targets);
    if (Array.isArray(target) && target.length > 0) {
      return random.chance(0.25) ? target.slice(0, 5) : nearby(random, random.pick<unknown>(target));
    }
    if (typeof target === 'object' && target !== null && Object.keys(target).length > 0) {
      return random.chance(0.2) ? target : nearby(random, random.pick(Object.keys(target)));
    }
    return nearby(random, target);
  }
}

const isDerived = (field: string): boolean => DERIVED_FIELD.test(field);

/** The value itself, or one that differs in case, type or by a little. */
function nearby(random: Random, value: unknown): unknown {
  if (random.chance(0.5)) return value;
  if (typeof value === 'number')
    return random.pick<unknown>([value + 1, value - 1, String(value), value + 0.5, -value]);
  if (typeof value === 'string') {
    return random.pick<unknown>([
      value.toUpperCase(),
      value.toLowerCase(),
      `${value}.1`,
      `x${value}`,
      `${value} `,
      // Leaves half of a surrogate pair behind.
      value.slice(1),
      Number.isFinite(Number(value)) ? Number(value) : value,
      [value],
    ]);
  }
  return random.pick<unknown>([value, String(value), null]);
}

/** Values at the edge of what a user object may hold. */
function oddAttribute(random: Random): unknown {
  return random.pick<unknown>([
    null,
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    1e21,
    1e-7,
    2 ** 53,
    {},
    { a: 'x' },
    { k: { deep: [1] } },
    [],
    [null],
    [{ a: 1 }],
    [[1, 'a'], 2.5],
    new Date(0),
    'x'.repeat(2000),
    '\u0000',
    ' ',
    '\ud83e',
    'a\udd8ab',
    ['\ud83e', 'a'],
    { 'k\ud83e': 'x' },
  ]);
}
