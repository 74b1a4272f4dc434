import type { UntypedValues } from '../types/typed-names.js';
import { TypedValues } from './typed-values.js';

/** The values of a dynamic config, with typed getters and where they came from. */
export class DynamicConfig<Values extends object = UntypedValues> extends TypedValues<Values> {
  /** All values: a copy that belongs to the caller. */
  get value(): Partial<Values> {
    // oxlint-disable-next-line no-unsafe-type-assertion -- what the console holds is the application's claim
    return this.copyAll() as Partial<Values>;
  }

  /** The object form that the official SDK prints. */
  toJSON(): Record<string, unknown> {
    return { ...(this as object), value: this.value };
  }
}
