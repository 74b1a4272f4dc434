/** When the project had last changed, as specs say; undefined for what is not specs. Unit: milliseconds since the Unix epoch. */
export function specsTime(text: string): number | undefined {
  try {
    const document: unknown = JSON.parse(text);
    const time: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, 'time') : undefined;
    return typeof time === 'number' && Number.isFinite(time) ? time : undefined;
  } catch {
    // No JSON, so that it says nothing.
    return undefined;
  }
}
