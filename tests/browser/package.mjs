// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the client as an app developer gets it: packed, installed into an empty Vite project, and built there with the
// client's examples.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startPage } from '../../web-demo/server/page.mjs';

const run = promisify(execFile);
const EXAMPLES = ['join-and-talk', 'move-and-take-over'];
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const client = path.join(root, 'client');

/**
 * The path of a tool. The project has no Vite and no TypeScript of its own, because there is no network to install
 * them.
 */
const tool = (name) => path.join(root, 'web-demo', 'node_modules', name);

/** Stricter checks than in the client's own build. They include the client's declarations. */
const CHECKS = {
    target: 'ES2022', module: 'ESNext', moduleResolution: 'bundler', types: [],
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    strict: true, noUncheckedIndexedAccess: true, noImplicitOverride: true, noUnusedLocals: true,
    noUnusedParameters: true, verbatimModuleSyntax: true, isolatedModules: true,
    skipDefaultLibCheck: true, noEmit: true,
};

/** A long time-out: on a busy machine, npm, the compiler, Vite and three browsers need much time. */
const TIMEOUT = 300000;
const WAIT = 30000;
const PORT = 8460;

export default function packaged(test) {
    test('the packed client is installed into an empty project, builds there, and runs and moves a call', works,
        { timeout: TIMEOUT });
}

async function works(context) {
    const project = await makeProject(context);
    const people = [];
    for (const name of ['anna', 'ben', 'phone']) {
        const person = await context.suite.person(context, name);
        person.context.setDefaultTimeout(WAIT);
        people.push(person);
    }
    await talks(await serve(context, path.join(project, 'join-and-talk')), people);
    await moves(await serve(context, path.join(project, 'move-and-take-over')), people);
}

/**
 * Makes an empty project with the packed client, type-checks and builds the two examples in it, and resolves with its
 * folder.
 */
async function makeProject(context) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'baton-package-'));
    context.defer(() => rm(folder, { recursive: true, force: true }));
    // The build of the page has built the client already.
    await npm(client, 'pack', '--ignore-scripts', '--pack-destination', folder);
    const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    await npm(folder, 'install', '--offline', path.join(folder, tarball));
    const settings = { compilerOptions: CHECKS, include: ['*/*.ts'] };
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(settings));
    for (const example of EXAMPLES) {
        await mkdir(path.join(folder, example));
        for (const name of ['index.html', 'main.ts'])
            await cp(path.join(client, 'examples', example, name), path.join(folder, example, name));
    }
    await Promise.all([
        node(folder, tool('typescript/bin/tsc')),
        ...EXAMPLES.map((example) => node(folder, tool('vite/bin/vite.js'), 'build', example)),
    ]);
    return folder;
}

/** Serves a built page with Janus beside it, and resolves with the address. */
async function serve(context, project) {
    const page = await startPage({ folder: path.join(project, 'dist'), host: '127.0.0.1', port: PORT,
        wsPort: context.janus.ports.ws });
    context.defer(() => page.stop());
    const server = `ws://127.0.0.1:${page.port}/janus`;
    // On a busy machine, the new device may be seen only after the time of the usual standby.
    const room = await context.room({ grace: 60 });
    return `http://127.0.0.1:${page.port}/?${new URLSearchParams({ server, room })}`;
}

function npm(folder, ...args) {
    return run('npm', [...args, '--no-audit', '--no-fund'],
        { cwd: folder, env: { ...process.env, npm_config_update_notifier: 'false' } });
}

/** Runs a program with Node. A compiler writes its errors to the standard output. */
async function node(folder, ...args) {
    try {
        await run(process.execPath, args, { cwd: folder });
    } catch (error) {
        throw new Error(`${args.join(' ')}:\n${error.stdout}${error.stderr}`);
    }
}

const says = (page, text) => page.locator('output').filter({ hasText: text }).waitFor();
const press = (page, label) => page.getByRole('button', { name: label, exact: true }).click();

/** Resolves once the picture and the sound of somebody else play. */
async function hearsAndSees(page) {
    const plays = (kind) => page.waitForFunction((name) => [...document.querySelectorAll(`#people ${name}`)]
        .some(({ currentTime }) => currentTime > 0), kind, { timeout: WAIT });
    await Promise.all([plays('audio'), plays('video')]);
}

async function talks(address, [anna, ben]) {
    const both = [anna, ben];
    await Promise.all(both.map(async ({ page, device }) => {
        await page.goto(address);
        await page.getByLabel('Your name').fill(device);
        await press(page, 'Join');
        await says(page, 'You are in');
    }));
    await Promise.all(both.map(({ page }) => hearsAndSees(page)));
    for (const { page } of both) {
        await press(page, 'Leave');
        await says(page, 'The call is over: left');
    }
}

async function moves(address, [anna, ben, phone]) {
    await Promise.all([anna, ben].map(async ({ page }) => {
        await page.goto(address);
        await press(page, 'Join');
        await says(page, 'You are in the call.');
    }));

    await press(anna.page, 'Move this call');
    await phone.page.goto(await anna.page.getByRole('link').getAttribute('href'));
    await press(phone.page, 'Take the call over');
    await says(phone.page, /Pick \d+/);
    const [number] = /\d+/.exec(await phone.page.locator('output').innerText());
    await press(anna.page, number);
    await says(phone.page, 'The call is here.');
    await says(anna.page, 'The call is on the other device.');
    await Promise.all([phone, ben].map(({ page }) => hearsAndSees(page)));

    await press(phone.page, 'Send it back');
    await says(anna.page, 'The call is back.');
    await says(phone.page, 'The call is over on this device: returned');
}
