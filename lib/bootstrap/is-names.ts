/** Whether something is a list of names, in any form. A text is iterable, too, but no list of names. */
export function isNames(value: unknown): value is Iterable<string> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
