/** The emulator cannot listen where it was told to, for another reason than a port in use. */
export class EmulatorListenError extends Error {
  override readonly name = 'EmulatorListenError';
  /** Stable; match on this rather than on the class. */
  readonly code = 'emulator_cannot_listen';
  readonly host: string;
  readonly port: number;

  /** @param cause what the system said; kept as `cause` */
  constructor({ host, port }: { readonly host: string; readonly port: number }, cause: NodeJS.ErrnoException) {
    super(
      cause.code === 'EACCES'
        ? `Port ${port} on ${host} needs rights that this program does not have. Choose another port (0 takes a free one).`
        : `Cannot listen on ${JSON.stringify(host)}: ${reasonOf(cause)}. Give a name or an address of this machine, without ` +
            'scheme and port; 127.0.0.1 serves this machine alone, 0.0.0.0 also others.',
      { cause },
    );
    this.host = host;
    this.port = port;
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOTFOUND':
    // What a machine without a name server says of the same names.
    case 'EAI_AGAIN':
      return 'no address was found for that name';
    case 'EADDRNOTAVAIL':
      return 'it is not an address of this machine';
    default:
      return `the system refused it (${code ?? message})`;
  }
}
