/**
 * How many lines of the SDK's own are being handed to the application's loggers at this moment. It is the one thing that clients
 * of a process share besides the shared client: it counts calls that are on the stack, so it is 0 again when they return, and a
 * client whose console is captured has to know the lines of the others, too.
 */
let depth = 0;

/** Hands over a line of the SDK's own: what the call writes to the console meanwhile is no line of the application's. */
export function asOwnLine<Result>(handOver: () => Result): Result {
  depth += 1;
  try {
    return handOver();
  } finally {
    depth -= 1;
  }
}

/** Whether a line of the SDK's own is being handed over. What a logger writes later, in another turn, is not known here. */
export function isOwnLine(): boolean {
  return depth > 0;
}
