import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import { parseSpecsJson, saysNoUpdates } from './parse-specs-json.js';
import type { SpecFetch, SpecsCursor, SpecSource } from './spec-source.js';

/** Specs handed over in the option `bootstrapSpecs`. They are delivered until specs are in use; nothing newer follows. */
export class BootstrapSpecSource implements SpecSource {
  readonly name = 'Bootstrap';
  readonly #specs: object | string;

  /** @param specs parsed specs, or their JSON text, which is parsed at the fetch. */
  constructor(specs: object | string) {
    this.#specs = specs;
  }

  async fetch(cursor: SpecsCursor): Promise<SpecFetch> {
    const from = { source: this.name, sourceApi: undefined } as const;
    if (cursor.time > 0) return { kind: 'no-updates', ...from };
    const payload = typeof this.#specs === 'string' ? parseSpecsJson(this.#specs) : copySpecs(this.#specs);
    return saysNoUpdates(payload) ? { kind: 'no-updates', ...from } : { kind: 'payload', payload, ...from };
  }
}

/** A copy, so that the specs in use do not change with the caller's object. */
function copySpecs(specs: object): unknown {
  try {
    return structuredClone(specs);
  } catch (cause) {
    const found = 'an object that cannot be copied, as one with functions in it';
    throw new InvalidSpecsError({ path: '', expected: 'an object of plain data', found, cause });
  }
}
