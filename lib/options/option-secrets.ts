import type { ResolvedOptions } from './resolved-options.js';

/**
 * The secrets among the options: credentials of the proxy, and users and passwords of addresses, each whole, in its parts, and
 * percent-decoded. Whatever is printed goes through a redactor that knows them.
 */
export function optionSecrets(options: ResolvedOptions): string[] {
  const addresses = [
    options.specsUrl,
    options.logEventUrl,
    options.idListsUrl,
    options.downloadIdListFileApi,
    ...(options.specAdaptersConfig ?? []).map(({ specsUrl }) => specsUrl),
  ];
  const credentials = [options.proxyConfig?.proxyAuth, ...addresses.map(credentialsOf)];
  return [...new Set(credentials.flatMap(partsOf))];
}

function credentialsOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { username, password } = new URL(address);
  return password === '' ? username : `${username}:${password}`;
}

/** The user's name is not among the parts when there is a password: names such as `proxy` are words that messages need. */
function partsOf(credentials: string | undefined): string[] {
  if (credentials === undefined || credentials === '') return [];
  const password = credentials.slice(credentials.indexOf(':') + 1);
  return [credentials, password].flatMap((part) => [part, percentDecoded(part)]);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: the text is not encoded, and stands as it is.
    return text;
  }
}
