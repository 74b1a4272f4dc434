import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseDocument } from 'yaml';
import { buildSamples } from './support/build-samples.js';
import { projectRoot, runProgram } from './support/run-program.js';

const sampleProject = join(projectRoot, 'samples/project');
const startProgram = [process.execPath, 'samples/start.mjs'] as const;

/** A copy of the sample project that the test may edit. */
async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'statsig-start-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(sampleProject, folder, { recursive: true });
  return join(folder, 'statsig.yaml');
}

/** Sets one place of a YAML file and leaves the rest as it is, comments included. */
async function edit(path: string, place: readonly string[], value: unknown): Promise<void> {
  const document = parseDocument(await readFile(path, 'utf8'));
  document.setIn(place, document.createNode(value));
  await writeFile(path, document.toString());
}

/** A port of this machine that is taken for the duration of the test. */
async function takePort(port = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('npm start', () => {
  it('opens a shop that follows the project file, and delivers its events when it is interrupted', async () => {
    const project = await copyProject();
    const program = runProgram(['npm', 'start'], { STATSIG_PROJECT: project, PORT: '0' });
    const url = (await program.printed(/The Kettle Shop\s+(http:\S+)/))[1] ?? '';
    const get = (path: string): Promise<Response> => fetch(url + path, { headers: { 'x-user-id': 'ann' } });
    expect(program.output()).toContain(project.split('/').at(-1));

    const page = await get('/');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('Shopping as <code>ann</code>');

    // The route is there as soon as the gate is on, and the button changes its colour, without a restart.
    await edit(project, ['gates', 'new_checkout'], { rules: [] });
    await expect.poll(async () => (await get('/checkout/new')).status, { timeout: 10_000 }).toBe(404);
    expect(await (await get('/checkout/new')).json()).toEqual({
      message: 'Cannot GET /checkout/new',
      error: 'Not Found',
      statusCode: 404,
    });
    await edit(project, ['gates', 'new_checkout'], { rules: [{ name: 'everyone' }] });
    await edit(project, ['experiments', 'button_color'], {
      groups: [{ name: 'treatment', weight: 100, value: { color: 'rebeccapurple' } }],
    });
    const edited = performance.now();
    await expect.poll(async () => (await get('/checkout/new')).status, { timeout: 10_000 }).toBe(200);
    expect(performance.now() - edited).toBeLessThan(5_000);
    await expect.poll(async () => (await get('/')).text(), { timeout: 10_000 }).toContain('--accent: rebeccapurple;');

    const signup = await fetch(`${url}/signup`, { method: 'POST', headers: { 'x-user-id': 'ann' } });
    expect(await signup.json()).toEqual({ signedUp: 'ann' });

    program.signal('SIGINT');
    await program.ended;
    expect(program.output()).toMatch(/^Delivered \d+ events: .*1 × visited_signup$/m);
    expect(program.output()).toMatch(/^Delivered \d+ events: .*\d+ × statsig::gate_exposure/m);
  });
});

describe('samples/start.mjs', () => {
  // `npm start` builds; what follows uses the built shop, also when it is run alone.
  beforeAll(buildSamples);

  it('tells visitors apart as the page promises, and ends with status 0', async () => {
    const program = runProgram(startProgram, { STATSIG_PROJECT: await copyProject(), PORT: '0' });
    const url = (await program.printed(/The Kettle Shop\s+(http:\S+)/))[1] ?? '';
    const userIDOf = async (query: string, headers: Record<string, string> = {}): Promise<unknown> => {
      const answers = (await (await fetch(`${url}/answers${query}`, { headers })).json()) as {
        user: { userID: unknown };
      };
      return answers.user.userID;
    };
    expect(await userIDOf('', { 'x-user-id': 'header' })).toBe('header');
    expect(await userIDOf('?user=query')).toBe('query');
    // SHA-256 of "127.0.0.1": the same in every process.
    expect(await userIDOf('')).toBe('visitor-12ca17b4');
    const random = [await userIDOf('?random'), await userIDOf('?random')];
    expect(random[0]).not.toBe(random[1]);
    program.signal('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    // Only what the SDK tells of itself: looking at answers exposes nobody.
    expect(program.output()).toMatch(/^Delivered \d+ events/m);
    expect(program.output()).not.toMatch(/_exposure|visited_signup/);
  });

  it('opens a route for the members of a segment with an ID list, and follows its changes', async () => {
    const project = await copyProject();
    await edit(project, ['segments', 'beta_testers'], { idList: ['ann', 'bob'] });
    await edit(project, ['gates', 'new_checkout'], { rules: [{ name: 'beta', if: [{ segment: 'beta_testers' }] }] });
    const program = runProgram(startProgram, { STATSIG_PROJECT: project, PORT: '0' });
    const url = (await program.printed(/The Kettle Shop\s+(http:\S+)/))[1] ?? '';
    const statusFor = async (user: string): Promise<number> => (await fetch(`${url}/checkout/new?user=${user}`)).status;
    expect([await statusFor('ann'), await statusFor('bob'), await statusFor('cleo')]).toEqual([200, 200, 404]);
    await edit(project, ['segments', 'beta_testers'], { idList: ['ann', 'cleo'] });
    await expect.poll(() => statusFor('cleo'), { timeout: 20_000 }).toBe(200);
    expect([await statusFor('ann'), await statusFor('bob')]).toEqual([200, 404]);
    program.signal('SIGTERM');
    await program.ended;
  });

  it('keeps a visitor’s name from becoming part of the page', async () => {
    const program = runProgram(startProgram, { STATSIG_PROJECT: await copyProject(), PORT: '0' });
    const url = (await program.printed(/The Kettle Shop\s+(http:\S+)/))[1] ?? '';
    const page = await (await fetch(`${url}/?user=${encodeURIComponent('</script><b onload="x">')}`)).text();
    expect(page).not.toContain('<b onload');
    expect(page).toContain('&lt;/script&gt;&lt;b onload=&quot;x&quot;&gt;');
  });

  it('says what to do when the port asked for is in use', async () => {
    const port = await takePort();
    const program = runProgram(startProgram, { PORT: String(port) });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output().trim()).toBe(
      `Port ${port}, given by PORT, is in use. Stop the program that holds it, or give another one: PORT=${port + 1} npm start`,
    );
  });

  it.each(['shop', '70000', '-1'])('refuses the port %s', async (port) => {
    const program = runProgram(startProgram, { PORT: port });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output().trim()).toBe(
      `PORT is "${port}"; expected a whole number from 0 to 65535 (0 takes any free port).`,
    );
  });

  it('takes the next free port when 3000 is in use', async () => {
    // Whoever holds it: another program, or this test.
    await takePort(3000).catch(() => {});
    const program = runProgram(startProgram, { STATSIG_PROJECT: await copyProject(), PORT: '' });
    const [, port] = await program.printed(/The Kettle Shop\s+http:\/\/127\.0\.0\.1:(\d+)/);
    expect(Number(port)).toBeGreaterThan(3000);
    expect(Number(port)).toBeLessThan(3020);
  });

  it('shows where a project file is wrong and opens nothing', async () => {
    const project = await copyProject();
    await edit(project, ['gates', 'new_checkout'], { rulez: [] });
    const program = runProgram(startProgram, { STATSIG_PROJECT: project, PORT: '0' });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output()).toMatch(/statsig\.yaml:\d+:\d+: .*rulez/);
    expect(program.output()).not.toContain('    at ');
  });
});
