/** A flag was asked for where there is no request to take the user from. The message says what to write instead. */
export class NoRequestError extends Error {
  override readonly name = 'NoRequestError';
  readonly code = 'no_request';

  /** @param cause what Next says about it, with the name of the route */
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? ` (${cause.message})` : '';
    super(
      'A flag was asked for where no request tells the user: inside of "use cache" or `generateStaticParams`, in `after()` of a ' +
        'component, or outside of a request. Ask before, and hand the answer in as an argument, which then belongs to the key of the ' +
        `cache; where you have the request, give \`request\`.${reason}`,
      { cause },
    );
  }
}
