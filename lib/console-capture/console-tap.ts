/** The methods of `console` that write a line. */
export type ConsoleMethod = 'trace' | 'debug' | 'log' | 'info' | 'warn' | 'error';

type Write = (...values: unknown[]) => void;

/** What stands between a method of `console` and what it was before. */
interface Layer {
  readonly below: Write;
  /** After its end a layer that lies under another one stays in place, and only hands on. */
  isActive: boolean;
}

/** One call of a method, on its way down. */
interface Call {
  readonly layer: Layer;
  readonly self: unknown;
  readonly values: readonly unknown[];
  readonly hear: (values: readonly unknown[]) => void;
}

/** Layers know each other by this, also those of another copy of this package. */
const layerKey = Symbol.for('statsig-nodekit.console-layer');

/** A line that was written. */
export interface WrittenLine {
  readonly method: ConsoleMethod;
  readonly values: readonly unknown[];
  /** Functions of the console that may have been called for it, the outermost first: its stack begins below one of them. */
  readonly called: readonly Write[];
}

/** Told of a line after it was written. What it throws goes no further. */
export type ConsoleListener = (line: WrittenLine) => void;

/**
 * Puts itself before methods of a console and tells what is written with them. What stood there before is called first, as it
 * would be, so that nothing of the application's output changes. Several taps lie on top of each other and may end in any order.
 */
export class ConsoleTap {
  readonly #console: Pick<Console, ConsoleMethod>;
  readonly #layers: { readonly method: ConsoleMethod; readonly layer: Layer }[] = [];
  /** A line is being written or told: what that writes to the console is no line of its own. */
  #isBusy = false;

  constructor(console: Pick<Console, ConsoleMethod>) {
    this.#console = console;
  }

  /**
   * Begins to listen. Called once.
   * @returns whether all of it can be heard: a console that was frozen stays as it is
   */
  start(methods: readonly ConsoleMethod[], listener: ConsoleListener): boolean {
    let isHeard = true;
    for (const method of methods) {
      const below: Write = this.#console[method];
      const layer: Layer = { below, isActive: true };
      const hear = (values: readonly unknown[]): void =>
        listener({ method, values, called: [this.#console[method], write] });
      const pass = (self: unknown, values: readonly unknown[]): void => this.#pass({ layer, self, values, hear });
      const write = function (this: unknown, ...values: unknown[]): void {
        pass(this, values);
      };
      if (Reflect.set(this.#console, method, Object.assign(write, { [layerKey]: layer }))) {
        this.#layers.push({ method, layer });
      } else {
        isHeard = false;
      }
    }
    return isHeard;
  }

  /** Ends it, and gives the console back where nobody else has put anything on top. */
  stop(): void {
    for (const { method, layer } of this.#layers.splice(0)) {
      layer.isActive = false;
      // Others that ended earlier may have waited for this one.
      for (let top = layerOf(this.#console[method]); top?.isActive === false; top = layerOf(top.below)) {
        // One that was frozen meanwhile keeps a layer that only hands on.
        if (!Reflect.set(this.#console, method, top.below)) break;
      }
    }
  }

  #pass({ layer, self, values, hear }: Call): void {
    if (this.#isBusy || !layer.isActive) {
      Reflect.apply(layer.below, self, values);
      return;
    }
    this.#isBusy = true;
    try {
      // Node's `console.trace` writes with `console.error`, which is one line and not two.
      Reflect.apply(layer.below, self, values);
      this.#tell(hear, values);
    } finally {
      this.#isBusy = false;
    }
  }

  #tell(hear: Call['hear'], values: readonly unknown[]): void {
    try {
      hear(values);
    } catch {
      // The line is written, and the application must not hear of what became of its copy: its own `Error.prepareStackTrace`
      // may throw here.
    }
  }
}

function layerOf(write: Write): Layer | undefined {
  // oxlint-disable-next-line no-unsafe-type-assertion -- this file alone writes under this symbol
  return Reflect.get(write, layerKey) as Layer | undefined;
}
