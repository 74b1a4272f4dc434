/** The port that the emulator was told to listen on is taken. */
export class EmulatorPortInUseError extends Error {
  override readonly name = 'EmulatorPortInUseError';
  /** Stable; match on this rather than on the class. */
  readonly code = 'emulator_port_in_use';
  readonly host: string;
  readonly port: number;

  constructor({ host, port }: { readonly host: string; readonly port: number }, options?: ErrorOptions) {
    super(
      `Port ${port} on ${host} is in use. Stop the program that uses it, or choose another port (0 takes a free one).`,
      options,
    );
    this.host = host;
    this.port = port;
  }
}
