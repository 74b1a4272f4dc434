import { TypedValues } from './typed-values.js';

/** The values of a dynamic config, with typed getters and where they came from. */
export class DynamicConfig extends TypedValues {
  /** All values: a copy that belongs to the caller. */
  get value(): Record<string, unknown> {
    return this.copyAll();
  }

  /** The object form that the official SDK prints. */
  toJSON(): Record<string, unknown> {
    return { ...(this as object), value: this.value };
  }
}
