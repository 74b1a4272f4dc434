/** One of the places that specs are taken from, in the order given; given as the option `specAdaptersConfig`. */
export interface SpecAdapterConfig {
  /** `network_grpc_websocket` is not supported, and reported; the forward proxy answers over HTTP as well. */
  readonly adapterType: 'data_store' | 'network_http' | 'network_grpc_websocket';
  /** `network_http`: base address of the specs. @default the option `specsUrl` */
  readonly specsUrl?: string | undefined;
  /** Limit of this place at the start. Unit: milliseconds. @default the option `initTimeoutMs` */
  readonly initTimeoutMs?: number | undefined;
  /** Of gRPC, which is not supported: accepted, and anything but `none` is reported. */
  readonly authenticationMode?: 'none' | 'tls' | 'mtls' | null | undefined;
  /** Of gRPC, as are the following: accepted and not read. For certificates of your own there is `proxyConfig.caCertPath`. */
  readonly caCertPath?: string | undefined;
  readonly clientCertPath?: string | undefined;
  readonly clientKeyPath?: string | undefined;
  readonly domainName?: string | undefined;
}
