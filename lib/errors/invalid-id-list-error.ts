import { StatsigError } from './statsig-error.js';

/** The facts of an {@link InvalidIdListError}. */
export interface InvalidIdListFacts {
  /** The name of the list whose file it is; undefined for the overview of all lists. */
  readonly list: string | undefined;
  /** The form that is accepted, as it reads after “expected”: `an object`. */
  readonly expected: string;
  /** What is there, as it reads after “found”; a type or a size, never a member of a list. */
  readonly found: string;
}

/** The overview of ID lists, or the file of one, was received and cannot be used. Lists in use before stay in use. */
export class InvalidIdListError extends StatsigError {
  override readonly name = 'InvalidIdListError';
  readonly code = 'id_list_invalid';
  readonly list: string | undefined;
  readonly expected: string;
  readonly found: string;

  constructor({ list, expected, found }: InvalidIdListFacts) {
    const what = list === undefined ? 'The overview of ID lists' : `The file of the ID list ${JSON.stringify(list)}`;
    super(
      `${what} cannot be used: expected ${expected}, found ${found}. What was known of ID lists before stays in use; check ` +
        'what idListsUrl and downloadIdListFileApi lead to.',
    );
    this.list = list;
    this.expected = expected;
    this.found = found;
  }
}
