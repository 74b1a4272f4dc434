import { describe, expect, test } from 'vitest';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { type Answer, respond } from '../support/http-server.js';
import type { ServedList } from '../support/id-list-server.js';
import { lines, watchLists } from './id-lists/watched-lists.js';

/** What is served one after the other, and who is on the two lists after each, in both clients. */
interface Course {
  readonly served: readonly Readonly<Record<string, ServedList>>[];
  readonly ours: readonly string[];
  readonly official: readonly string[];
}

async function follow(of: 'ours' | 'official', { served }: Course): Promise<string[]> {
  const { membersAfter } = await watchLists(of);
  const seen: string[] = [];
  for (const lists of served) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is what is tested
    seen.push(await membersAfter(lists));
  }
  return seen;
}

/** Both clients take the course, each as it is written. */
function testBoth(title: string, course: Course): void {
  test(`ours: ${title}`, { timeout: 120_000 }, async () => {
    expect(await follow('ours', course)).toEqual(course.ours);
  });
  test.runIf(isOracleInstalled())(`official: ${title}`, { timeout: 120_000 }, async () => {
    expect(await follow('official', course)).toEqual(course.official);
  });
}

const answerStatus =
  (status: number): Answer =>
  (response) =>
    respond(response, status);

const answerWhole =
  (content: string): Answer =>
  (response) =>
    respond(response, 200, content);

const begun = { one: { content: lines('+a'), fileID: 'f1' } };

describe('ID lists that are sound', () => {
  testBoth('grow, shrink, are begun anew and go', {
    served: [
      { one: { content: lines('+a', '+b'), fileID: 'f1' }, two: { content: lines('+c'), fileID: 'g1' } },
      { one: { content: lines('+a', '+b', '-a'), fileID: 'f1' }, two: { content: lines('+c', '+d'), fileID: 'g1' } },
      {
        one: { content: lines('+e'), fileID: 'f2', creationTime: 5 },
        two: { content: lines('+c', '+d'), fileID: 'g1' },
      },
      { two: { content: lines('+c', '+d'), fileID: 'g1' } },
    ],
    ours: ['ab/c', 'b/cd', 'e/cd', '/cd'],
    official: ['ab/c', 'b/cd', 'e/cd', '/cd'],
  });
});

describe('faulty-id-lists-spare-the-others', () => {
  testBoth('the file of a list cannot be had', {
    served: [
      begun,
      { one: { content: lines('+a', '+b'), fileID: 'f1' }, two: { content: lines('+c'), answer: answerStatus(500) } },
    ],
    ours: ['a/', 'ab/'],
    official: ['a/', 'a/'],
  });
});

describe('id-lists-are-what-their-files-say', () => {
  testBoth('an older file is offered for a while', {
    served: [
      { one: { content: lines('+a'), fileID: 'f2', creationTime: 5 } },
      { one: { content: lines('+b'), fileID: 'f1', creationTime: 2 } },
    ],
    ours: ['a/', 'a/'],
    official: ['a/', 'ab/'],
  });

  testBoth('a file is begun anew under the same id', {
    served: [begun, { one: { content: lines('+b'), fileID: 'f1', creationTime: 9 } }],
    ours: ['a/', 'b/'],
    official: ['a/', 'ab/'],
  });

  testBoth('the server ignores the range, and the file grows', {
    served: [
      begun,
      { one: { content: lines('+a', '+b'), fileID: 'f1', answer: answerWhole(lines('+a', '+b')) } },
      { one: { content: lines('+a', '+b', '-a'), fileID: 'f1' } },
    ],
    ours: ['a/', 'ab/', 'b/'],
    official: ['a/', 'ab/', 'ab/'],
  });

  testBoth('a download ends in the middle of a line', {
    served: [
      { one: { content: lines('+a', '+b').slice(0, 14), fileID: 'f1' } },
      { one: { content: lines('+a', '+b'), fileID: 'f1' } },
    ],
    ours: ['a/', 'ab/'],
    official: ['a/', 'a/'],
  });

  testBoth('the server has no more than is held, and another list grows', {
    served: [begun, { one: { content: lines('+a'), fileID: 'f1', size: 30 }, two: { content: lines('+c') } }],
    ours: ['a/', 'a/c'],
    official: ['a/', 'a/'],
  });
});

describe('id-list-files-begin-with-a-sign', () => {
  testBoth('a login page stands in the place of a new file', {
    served: [begun, { one: { content: '<html>Please log in</html>\n', fileID: 'f2', creationTime: 5 } }],
    ours: ['a/', 'a/'],
    official: ['a/', '/'],
  });
});
