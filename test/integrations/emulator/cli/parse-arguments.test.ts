import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../../integrations/emulator/cli/parse-arguments.js';

describe('a command line', () => {
  test.each<[string, object]>([
    ['', { kind: 'help' }],
    ['help', { kind: 'help' }],
    ['--help', { kind: 'help' }],
    ['-h', { kind: 'help' }],
    ['emulator --help', { kind: 'help' }],
    ['check -h', { kind: 'help' }],
    ['--version', { kind: 'version' }],
    ['emulator -v', { kind: 'version' }],
    ['emulator', { kind: 'emulator', project: 'statsig.yaml', port: 0, host: '127.0.0.1', watch: true }],
    [
      'emulator --project p.json --port=8080 --host 0.0.0.0 --no-watch',
      { kind: 'emulator', project: 'p.json', port: 8080, host: '0.0.0.0', watch: false },
    ],
    ['check a.yaml b.yaml', { kind: 'check', files: ['a.yaml', 'b.yaml'] }],
  ])('`%s` is understood', (line, command) => {
    expect(parseArguments(line === '' ? [] : line.split(' '))).toEqual(command);
  });

  test.each([
    ['emulatr', 'unknown command `emulatr`; did you mean `emulator`?'],
    ['serve', 'unknown command `serve`; expected `emulator` or `check`'],
    ['--versoin', 'expected a command (`emulator` or `check`) before `--versoin`; did you mean `--version`?'],
    ['--port 3', 'expected a command (`emulator` or `check`) before `--port`'],
    ['emulator --prt 3', 'unknown flag `--prt`; did you mean `--port`?'],
    ['emulator -p 3', 'unknown flag `-p`; expected --project, --port, --host, --no-watch, --help, --version'],
    ['emulator --port', '`--port` needs a value'],
    ['emulator --project --port 3', '`--project` needs a value'],
    ['emulator --port http', '`--port` expects a number from 0 to 65535 (0 takes a free port), found `http`'],
    ['emulator --port 65536', '`--port` expects a number from 0 to 65535 (0 takes a free port), found `65536`'],
    ['emulator --port -1', '`--port` expects a number from 0 to 65535 (0 takes a free port), found `-1`'],
    ['emulator --no-watch=yes', '`--no-watch` takes no value, found `yes`'],
    ['emulator p.yaml', '`emulator` takes no argument, found `p.yaml`; name the file with --project'],
    ['check', '`check` needs the path of a project file'],
    ['check --project p.yaml', 'unknown flag `--project`; expected --help, --version'],
  ])('`%s` is refused', (line, message) => {
    expect(() => parseArguments(line.split(' '))).toThrow(message);
  });
});
