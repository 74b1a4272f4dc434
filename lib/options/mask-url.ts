/** What stands in the place of a password, a user name or the query of a URL. */
export const mask = '*****';

/**
 * The text with `*****` in the place of what may be secret in an address: user name, password and query. A text that is no
 * address is searched for what looks like these.
 */
export function maskUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Without slashes, what stands before the colon of `user:password@host` is taken for a scheme.
  if (url === undefined || url.host === '') {
    return text.replace(/^(?:[\w+.-]*:)?(?:\/\/)?[^\s/?#]*@/, `${mask}@`).replace(/\?.*/s, `?${mask}`);
  }
  const hasCredentials = url.username !== '' || url.password !== '';
  if (!hasCredentials && url.search === '') return text;
  if (hasCredentials) url.username = mask;
  url.password = '';
  if (url.search !== '') url.search = `?${mask}`;
  return url.href;
}
