/** Where something stands in a project: keys and list positions from the top. */
export type ProjectPath = readonly (string | number)[];

/** One mistake in a project file. */
export interface Complaint {
  /** The file as it was named by the caller, or `project` for a project given as an object. */
  readonly file: string;
  /** 1-based; 0 where the project did not come from a text. */
  readonly line: number;
  /** 1-based; 0 where the project did not come from a text. */
  readonly column: number;
  /** For example `gates.new_checkout.rules[1].pass`; empty for the whole file. */
  readonly path: string;
  /** The value found and what was expected. */
  readonly message: string;
}

/** Line and column, both 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Renders a path as it would be written in code: `gates.new_checkout.rules[1].pass`. */
export function formatPath(path: ProjectPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** Renders a complaint as `file:line:column: message`, the form that editors and terminals turn into a link. */
export function formatComplaint(complaint: Complaint): string {
  const { file, line, column, path, message } = complaint;
  if (line > 0) return `${file}:${line}:${column}: ${message}`;
  return path === '' ? `${file}: ${message}` : `${file}: ${path}: ${message}`;
}

/** Shows a value inside a complaint: short, on one line, and with its type recognisable. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a map';
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 57)}…` : value}"`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return `a ${typeof value}`;
}
