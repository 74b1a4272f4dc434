/** How much of one argument is written out. */
export interface TextLimits {
  /** Members of one object, and elements of one array. */
  readonly maxKeys: number;
  /** Objects within each other. */
  readonly maxDepth: number;
  /** Unit: UTF-16 code units. */
  readonly maxLength: number;
}

/** All objects of one argument together: an object may refer to itself many times. */
const mostObjects = 1000;

/**
 * What a line of the console says: its arguments as texts, with a space between them. Errors are told by their stack, objects as
 * JSON; what stands deeper than `maxDepth` as `[object Object]`. Members named `privateAttributes` are left out, because a user
 * of the SDK may be among the arguments. Placeholders such as `%s` stay as they are, as in the official SDK. Never throws.
 */
export function consoleText(values: readonly unknown[], limits: TextLimits): string {
  return values
    .map((value) => textOf(value, limits))
    .join(' ')
    .toWellFormed();
}

function textOf(value: unknown, limits: TextLimits): string {
  try {
    const plain = toPlain(value, { ...limits, objectsLeft: mostObjects }, 0);
    const text = typeof plain === 'string' ? plain : (JSON.stringify(plain) ?? String(value));
    return text.length > limits.maxLength ? `${text.slice(0, limits.maxLength)}...` : text;
  } catch {
    // A getter, a proxy or a toJSON of the application's threw. The line is captured all the same.
    return '[Unserializable]';
  }
}

interface Budget extends TextLimits {
  objectsLeft: number;
}

/** A form of a value that JSON can write: a copy, bounded in every direction. */
function toPlain(value: unknown, budget: Budget, depth: number): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return String(value);
  if (typeof value === 'number' && depth === 0) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return stackOf(value, 0);
  // Listing the members of a few megabytes would hold up the application for seconds.
  if (ArrayBuffer.isView(value)) return Object.prototype.toString.call(value);
  const own = jsonFormOf(value);
  if (typeof own !== 'object' || own === null) return own;
  if (depth >= budget.maxDepth || budget.objectsLeft-- <= 0) return Object.prototype.toString.call(own);
  if (Array.isArray(own)) {
    return (own as unknown[]).slice(0, budget.maxKeys).map((element) => toPlain(element, budget, depth + 1));
  }
  const members = Object.entries(own)
    .filter(([key]) => key !== 'privateAttributes')
    .slice(0, budget.maxKeys)
    .map(([key, member]: [string, unknown]) => [key, toPlain(member, budget, depth + 1)] as const);
  return Object.fromEntries(members);
}

/** Dates, users of the SDK and the like say themselves what they are in JSON. */
function jsonFormOf(value: object): unknown {
  const toJson: unknown = Reflect.get(value, 'toJSON');
  return typeof toJson === 'function' ? (Reflect.apply(toJson, value, ['']) as unknown) : value;
}

/** Causes are told, too; a chain of them ends somewhere. */
const mostCauses = 4;

/** What Node prints of an error besides, such as the request that failed, may hold secrets, and is left out. */
function stackOf(error: Error, causes: number): string {
  const stack = typeof error.stack === 'string' && error.stack !== '' ? error.stack : `${error.name}: ${error.message}`;
  if (!(error.cause instanceof Error) || causes >= mostCauses) return stack;
  return `${stack}\n[cause]: ${stackOf(error.cause, causes + 1)}`;
}
