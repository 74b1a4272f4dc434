/** An outbound proxy for all requests; given as the option `proxyConfig`. */
export interface ProxyConfig {
  /** Host name or address, without scheme. */
  readonly proxyHost?: string | undefined;
  /** A whole number from 1 to 65 535. */
  readonly proxyPort?: number | undefined;
  /** `user:password`; sent as `Proxy-Authorization: Basic`. */
  readonly proxyAuth?: string | undefined;
  /** How the proxy itself is spoken to. @default 'http' */
  readonly proxyProtocol?: 'http' | 'https' | 'socks5' | undefined;
  /** Path of a PEM file with certificates that are trusted in addition to the usual ones. */
  readonly caCertPath?: string | undefined;
}
