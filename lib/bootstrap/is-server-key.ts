/** Whether a key is one for servers or for the console by its form: it must not reach a page. */
export function isServerKey(key: string): boolean {
  return /^\s*(?:secret|console)-/i.test(key);
}
