/**
 * Takes note of what a function of the application's own returned where no promise is expected: one that rejects would end the process.
 */
export function ignoreRejection(value: unknown): void {
  if (typeof value === 'object' && value !== null) Promise.resolve(value).catch(() => undefined);
}
