import { type Complaint, formatPath, type Position, type ProjectPath } from './complaint.js';

/** Finds where a path stands in the text: the value there, or the key that leads to it. */
export type Locate = (path: ProjectPath, part: 'key' | 'value') => Position | undefined;

/** One pass over one project: collects complaints, and knows where each path stands in the text. */
export class Reading {
  readonly #file: string;
  readonly #locate: Locate;
  readonly #complaints: Complaint[] = [];

  constructor(file: string, locate: Locate = () => undefined) {
    this.#file = file;
    this.#locate = locate;
  }

  /** In the order of the text. What is used in two places through an alias is reported once. */
  get complaints(): readonly Complaint[] {
    const sorted = this.#complaints.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const seen = new Set<string>();
    return sorted.filter(({ line, column, path, message }) => {
      const key = `${line === 0 ? path : `${line}:${column}`} ${message}`;
      return !seen.has(key) && seen.add(key);
    });
  }

  /** Adds a mistake in the value at `path`. */
  complain(path: ProjectPath, message: string): void {
    this.#add(path, message, 'value');
  }

  /** Adds a mistake in the key that ends `path`. */
  complainAboutKey(path: ProjectPath, message: string): void {
    this.#add(path, message, 'key');
  }

  #add(path: ProjectPath, message: string, part: 'key' | 'value'): void {
    const position = this.#locate(path, part) ?? { line: 0, column: 0 };
    this.#complaints.push({ file: this.#file, ...position, path: formatPath(path), message });
  }
}
