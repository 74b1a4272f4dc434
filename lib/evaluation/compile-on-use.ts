/**
 * Entries by name, each compiled when it is first asked for: a process checks a few dozen of a project's thousand gates,
 * and a refresh of the specs should not stall it for the others.
 */
export class CompileOnUse<Source, Compiled> {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #compile: (source: Source) => Compiled;
  readonly #compiled = new Map<string, Compiled>();

  constructor(sources: ReadonlyMap<string, Source>, compile: (source: Source) => Compiled) {
    this.#sources = sources;
    this.#compile = compile;
  }

  get size(): number {
    return this.#sources.size;
  }

  get(name: string): Compiled | undefined {
    const known = this.#compiled.get(name);
    if (known !== undefined) return known;
    const source = this.#sources.get(name);
    if (source === undefined) return undefined;
    const compiled = this.#compile(source);
    this.#compiled.set(name, compiled);
    return compiled;
  }

  /** What was asked for so far, by name. */
  get compiled(): ReadonlyMap<string, Compiled> {
    return this.#compiled;
  }

  /**
   * Takes over what was compiled of earlier specs, entry by entry: that whose source is the very same object and that, besides,
   * `isValid` finds right. Offers a pause after each entry.
   */
  *adopt(
    earlier: CompileOnUse<Source, Compiled & { readonly spec: Source }>,
    isValid: (compiled: Compiled) => boolean,
  ): Generator<void, void> {
    for (const [name, compiled] of earlier.compiled) {
      if (this.#sources.get(name) === compiled.spec && isValid(compiled)) this.#compiled.set(name, compiled);
      yield;
    }
  }
}
