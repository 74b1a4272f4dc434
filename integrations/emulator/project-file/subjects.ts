import type { OperatorFamily } from './operators.js';
import type { ConditionSubject } from './project.js';
import { exactly, oneOf, optional, type Reader, record, required, text } from './readers.js';

/** A key that says what a condition looks at. */
export type SubjectName = keyof ConditionSubject;

/** What a subject's own value looks like, and which operators it takes: none, for subjects that decide by themselves. */
export interface SubjectRule<T> {
  readonly read: Reader<T>;
  readonly families: readonly OperatorFamily[];
}

const textual: readonly OperatorFamily[] = ['texts', 'pattern', 'equality'];

/** Every subject of `docs/project-file.md`, in its order. */
export const subjects: { readonly [S in SubjectName]-?: SubjectRule<NonNullable<ConditionSubject[S]>> } = {
  field: { read: text, families: [...textual, 'number', 'version', 'time', 'idList', 'items'] },
  ip: { read: oneOf(['country']), families: textual },
  userAgent: {
    read: oneOf(['browser_name', 'browser_version', 'os_name', 'os_version']),
    families: [...textual, 'version', 'number'],
  },
  environment: { read: text, families: textual },
  time: { read: oneOf(['now']), families: ['time'] },
  unit: { read: text, families: [...textual, 'number', 'idList'] },
  bucket: {
    read: record<{ readonly salt: string; readonly idType?: string }>('a bucket', {
      salt: required(text),
      idType: optional(text),
    }),
    families: ['number', 'texts', 'equality'],
  },
  app: { read: oneOf(['id']), families: textual },
  experimentGroup: { read: text, families: textual },
  gate: { read: text, families: [] },
  notGate: { read: text, families: [] },
  segment: { read: text, families: [] },
  notSegment: { read: text, families: [] },
  everyone: { read: exactly(true), families: [] },
};

/** The subjects' names. */
export const subjectNames: readonly SubjectName[] = Object.keys(subjects).filter(isSubjectName);

/** Whether a key of a condition is a subject. */
export function isSubjectName(key: string): key is SubjectName {
  return Object.hasOwn(subjects, key);
}
