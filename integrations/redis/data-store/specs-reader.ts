import type { KeptSpecs, SpecsLayout } from './specs-layout.js';

/** Reads specs from the first of several layouts that has some, and asks for what it knows no second time. */
export class SpecsReader {
  readonly #layouts: readonly SpecsLayout[];
  #known: { readonly layout: SpecsLayout; readonly specs: KeptSpecs } | undefined;

  constructor(layouts: readonly SpecsLayout[]) {
    this.#layouts = layouts;
  }

  /** What was read last. */
  get known(): KeptSpecs | undefined {
    return this.#known?.specs;
  }

  /** The specs; undefined when no layout has any. Rejects with RedisError when the layout that has some cannot be read. */
  async read(): Promise<KeptSpecs | undefined> {
    for (const layout of this.#layouts) {
      const known = this.#known?.layout === layout ? this.#known.specs : undefined;
      // oxlint-disable-next-line no-await-in-loop -- the next one is only asked when this one has none
      const found = await layout.read(known?.version);
      if (found === 'same') return known;
      if (found === undefined) continue;
      this.#known = { layout, specs: found };
      return found;
    }
    return undefined;
  }
}
