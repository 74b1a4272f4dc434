import { type ProjectPath, showValue } from './complaint.js';
import { didYouMean } from 'statsig-nodekit/request';
import { isOperatorName, operatorFamilies, operatorNames } from './operators.js';
import type { Condition, OperatorName } from './project.js';
import { isMap, type Reader } from './readers.js';
import type { Reading } from './reading.js';
import { isSubjectName, type SubjectName, subjectNames, subjects } from './subjects.js';
import { targetReaders } from './targets.js';

/** Reads one condition: exactly one subject, and exactly one operator where the subject takes one. */
export const readCondition: Reader<Condition> = (value, path, reading) => {
  if (!isMap(value)) {
    reading.complain(path, `expected a condition (a map), found ${showValue(value)}`);
    return undefined;
  }
  const keys = Object.keys(value);
  const known = [...subjectNames, ...operatorNames];
  for (const key of keys.filter((k) => !isSubjectName(k) && !isOperatorName(k))) {
    const suggestion = didYouMean(key, known);
    reading.complainAboutKey([...path, key], `unknown subject or operator \`${key}\`${suggestion}`);
  }
  const operators = keys.filter(isOperatorName);
  const found = keys.filter(isSubjectName);
  const hasUnknownKeys = operators.length + found.length < keys.length;
  const subject = onlySubject(found, { path, reading, hasUnknownKeys });
  if (subject === undefined) return undefined;

  const subjectValue = subjects[subject].read(value[subject], [...path, subject], reading);
  const operator = onlyOperator(subject, operators, { path, reading, hasUnknownKeys });
  if (operator === undefined) {
    const takesNone = subjects[subject].families.length === 0 && operators.length === 0;
    return takesNone && subjectValue !== undefined ? { [subject]: subjectValue } : undefined;
  }
  const target = targetReaders[operatorFamilies[operator]](value[operator], [...path, operator], reading);
  if (subjectValue === undefined || target === undefined) return undefined;
  return { [subject]: subjectValue, [operator]: target };
};

interface ConditionContext {
  readonly path: ProjectPath;
  readonly reading: Reading;
  /** A misspelt subject or operator has been complained about already: do not add that there is none. */
  readonly hasUnknownKeys: boolean;
}

function onlySubject(
  found: readonly SubjectName[],
  { path, reading, hasUnknownKeys }: ConditionContext,
): SubjectName | undefined {
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    reading.complain(
      path,
      `the condition has ${found.length} subjects (${quoted(found)}); write one condition for each`,
    );
  } else if (!hasUnknownKeys) {
    reading.complain(path, `the condition has no subject; expected one of ${quoted(subjectNames)}`);
  }
  return undefined;
}

function onlyOperator(
  subject: SubjectName,
  found: readonly OperatorName[],
  { path, reading, hasUnknownKeys }: ConditionContext,
): OperatorName | undefined {
  const { families } = subjects[subject];
  const allowed = operatorNames.filter((name) => families.includes(operatorFamilies[name]));
  const [first, ...others] = found;
  if (families.length === 0) {
    for (const operator of found) {
      reading.complainAboutKey([...path, operator], `\`${subject}\` takes no operator, found \`${operator}\``);
    }
    return undefined;
  }
  if (first === undefined) {
    if (!hasUnknownKeys) reading.complain(path, `\`${subject}\` needs an operator: one of ${quoted(allowed)}`);
    return undefined;
  }
  if (others.length > 0) {
    reading.complain(
      path,
      `the condition has ${found.length} operators (${quoted(found)}); write one condition for each`,
    );
    return undefined;
  }
  if (allowed.includes(first)) return first;
  reading.complainAboutKey(
    [...path, first],
    `\`${subject}\` cannot be compared with \`${first}\`; it takes ${quoted(allowed)}`,
  );
  return undefined;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
