/** What `--help` prints. */
export const usage = `Usage
  statsig-nodekit emulator [--project statsig.yaml] [--port 0] [--host 127.0.0.1] [--no-watch]
      Serves a project file (or specs as the service sends them) to Statsig SDKs on this machine, and keeps
      the events that they send. Takes over edits of the file while it runs. Ctrl-C ends it.

  statsig-nodekit check <file>...
      Says what is wrong with project files, with file, line and column. Ends with status 1 when something is.

Flags
  --project <path>  the project file (default: statsig.yaml)
  --port <number>   where to listen; 0 takes a free port (default: 0)
  --host <name>     which address to listen on (default: 127.0.0.1)
  --no-watch        do not take over edits
  --help, -h        this text
  --version, -v     the version of statsig-nodekit
`;
