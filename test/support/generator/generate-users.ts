// cspell:ignore KHTML Googlebot
import { canonicalJson } from '../oracle/canonical-json.mjs';
import { unitIDText } from './conditions/leaf-conditions.js';
import type { GeneratorFeatures } from './generator-features.js';
import type { Random } from './random.js';
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

/** Agents of the common browsers and systems, a bot and a command line client. */
const USER_AGENTS = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 6.2; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36 Edg/109.0.1518.78',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.71 Mobile Safari/537.36',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'curl/8.4.0',
  '',
] as const;

const IP_ADDRESSES = [
  '8.8.8.8',
  '1.1.1.1',
  '127.0.0.1',
  '24.18.183.148',
  '2.16.0.1',
  '::1',
  '8.8.8',
  '8.8.8.256',
  '',
] as const;

/**
 * Generates users that hit what a project's conditions ask for about as often as they miss it: their values are the
 * conditions' targets, changed a little, mixed with odd values of every type.
 */
export class UserGenerator {
  readonly #random: Random;
  readonly #features: GeneratorFeatures;
  readonly #targetsByField = new Map<string, unknown[]>();
  readonly #unitIDs: string[] = [];

  constructor(random: Random, features: GeneratorFeatures, source: ConditionSource) {
    this.#random = random;
    this.#features = features;
    for (const { type, field, targetValue } of Object.values(source.condition_map)) {
      if (type === 'unit_id' && Array.isArray(targetValue)) {
        this.#unitIDs.push(...targetValue.filter((item) => typeof item === 'string').slice(0, 20));
      } else if (typeof field === 'string' && type !== 'environment_field' && type !== 'experiment_group') {
        this.#targetsByField.set(field, [...(this.#targetsByField.get(field) ?? []), targetValue]);
      }
    }
    // An agent or address in `custom` counts like one at the top level.
    this.#targetsByField.delete('ip');
    this.#targetsByField.delete('userAgent');
  }

  /** One user. With a serial, the user's exposure events can be told from those of all others. */
  generate(serial?: string): GeneratedUser {
    const random = this.#random;
    const customIDs = this.#customIDs(serial);
    return {
      ...(random.chance(0.85) ? { userID: this.#unitID() } : {}),
      ...(customIDs === undefined ? {} : { customIDs }),
      ...Object.fromEntries(
        TOP_LEVEL_FIELDS.filter(() => random.chance(0.5)).map((field) => [field, this.#topLevelText(field)]),
      ),
      ...(random.chance(0.85) ? { custom: this.#attributes(0.7) } : {}),
      ...(random.chance(0.3) ? { privateAttributes: this.#attributes(0.3) } : {}),
      ...(random.chance(0.3) ? { statsigEnvironment: this.#environment() } : {}),
      ...(this.#features.userAgents && random.chance(0.7) ? { userAgent: random.pick(USER_AGENTS) } : {}),
      ...(this.#features.ipAddresses && random.chance(0.7) ? { ip: random.pick(IP_ADDRESSES) } : {}),
    };
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
            () => random.integer(1, 200),
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
    const fields = [...this.#targetsByField.keys()].filter(() => random.chance(share));
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
      // By code points: half a surrogate pair is no text that both contestants can send.
      Array.from(value).slice(1).join(''),
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
  ]);
}
