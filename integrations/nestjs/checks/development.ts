/**
 * Whether the application is being developed: warnings about how it is written are worth their cost then. Neither production
 * nor a test run (`NODE_ENV`).
 */
export function isDevelopment(): boolean {
  return !['production', 'test'].includes(process.env['NODE_ENV'] ?? '');
}
