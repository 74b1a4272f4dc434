import type { SpecFetch, SpecsCursor, SpecSource } from './spec-source.js';

/** Specs handed over in the option `bootstrapSpecs`. They are delivered until specs are in use; nothing newer follows. */
export class BootstrapSpecSource implements SpecSource {
  readonly name = 'Bootstrap';
  readonly #specs: object | string;

  /** @param specs parsed specs, or their JSON text. */
  constructor(specs: object | string) {
    this.#specs = specs;
  }

  async fetch({ hasSpecs }: SpecsCursor): Promise<SpecFetch> {
    const from = { source: this.name, sourceApi: undefined } as const;
    return hasSpecs ? { kind: 'no-updates', ...from } : { kind: 'payload', document: this.#specs, ...from };
  }
}
