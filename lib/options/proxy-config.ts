/** An outbound proxy for all requests; given as the option `proxyConfig`. */
export interface ProxyConfig {
  /** Host name or address, without scheme. */
  readonly proxyHost?: string;
  /** A whole number from 1 to 65 535. */
  readonly proxyPort?: number;
  /** `user:password`; sent as `Proxy-Authorization: Basic`. */
  readonly proxyAuth?: string;
  /** How the proxy itself is spoken to. @default 'http' */
  readonly proxyProtocol?: 'http' | 'https' | 'socks5';
  /** Path of a PEM file with certificates that are trusted in addition to the usual ones. */
  readonly caCertPath?: string;
}
