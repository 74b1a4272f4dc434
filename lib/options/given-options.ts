import { describeReceived } from './describe-received.js';
import type { OptionAlias } from './option-aliases.js';

/** A value that was given for an option. */
export interface GivenOption {
  /** What reports call the option: its name, and the alias that it was given under. */
  readonly label: string;
  readonly value: unknown;
}

/** Takes what there is to say about the names that options were given under. */
export interface NameReports {
  /** Something is not as the caller meant it. */
  complain(sentence: string): void;
  /** Everything is as meant, and there is a newer way to say it. */
  note(sentence: string): void;
}

/**
 * Finds the value of each option, under its own name or under an alias; the option's own name goes first, and then the order
 * of the aliases. Null and undefined count as not given. Never throws: what cannot be read is reported and not given.
 */
export function findGiven(
  source: object,
  { names, aliases }: { readonly names: readonly string[]; readonly aliases: readonly OptionAlias[] },
  reports: NameReports,
): ReadonlyMap<string, GivenOption> {
  const given = new Map<string, GivenOption>();
  const valueOf = (label: string): unknown => {
    try {
      return Reflect.get(source, label);
    } catch {
      // A getter or proxy of the caller's threw; the client starts all the same.
      reports.complain(`Option ${label}: reading it threw an error; its default is used.`);
      return undefined;
    }
  };
  for (const name of names) {
    const value = valueOf(name);
    if (isGiven(value)) given.set(name, { label: name, value });
  }
  for (const alias of aliases) {
    const value = valueOf(alias.alias);
    if (isGiven(value)) takeAlias(given, alias, value, reports);
  }
  return given;
}

function takeAlias(given: Map<string, GivenOption>, entry: OptionAlias, value: unknown, reports: NameReports): void {
  const { alias, name, convert, caution, isGeneral = false } = entry;
  const other = given.get(name);
  if (other !== undefined) {
    if (!isGeneral) {
      reports.complain(`Option ${alias}: ignored, because ${other.label} is set as well; set only ${name}.`);
    }
    return;
  }
  const converted = convert === undefined ? value : convert(value);
  given.set(name, { label: `${alias} (now ${name})`, value: converted });
  const present = convert === undefined ? name : `${name}: ${describeReceived(converted)}`;
  if (caution === undefined) reports.note(`Option ${alias}: the present form is ${present}.`);
  else reports.complain(`Option ${alias}: the present form is ${present}. ${caution}`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
