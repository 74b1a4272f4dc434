/** JSON text of a value with the keys of every object sorted; members that are `undefined` are left out. */
export function canonicalJson(value: unknown): string;
