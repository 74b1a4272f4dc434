/** A path, or with `/*` at the end a path and all below it. */
export class PathPattern {
  readonly #base: string;
  readonly #hasRest: boolean;

  /** @throws TypeError for a text that is no path */
  constructor(text: string) {
    const isText = typeof text === 'string';
    this.#hasRest = isText && text.endsWith('/*');
    if (!isText || !/^\/[^?#*]*$/.test(this.#hasRest ? text.slice(0, -1) : text)) {
      const found = isText ? JSON.stringify(text) : typeof text;
      throw new TypeError(`A path of a rewrite begins with "/", and may end with "/*"; it was ${found}.`);
    }
    this.#base = withoutSlash(this.#hasRest ? text.slice(0, -2) : text);
  }

  /** Whether it stands for a path and all below it. */
  get hasRest(): boolean {
    return this.#hasRest;
  }

  /** What follows the pattern in a path: empty for the very path, undefined for another one. */
  restOf(path: string): string | undefined {
    const bare = withoutSlash(path);
    if (bare === this.#base) return '';
    return this.#hasRest && bare.startsWith(`${this.#base}/`) ? bare.slice(this.#base.length) : undefined;
  }

  /** The path that has `rest` in the place of `*`. */
  pathWith(rest: string): string {
    return this.#base + rest || '/';
  }
}

/** Applications may have their addresses end with a slash. */
function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
