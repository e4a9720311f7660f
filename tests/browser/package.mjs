// SPDX-License-Identifier: GPL-3.0-or-later
// The client as an app developer gets it: packed, installed into an empty Vite project, and built with one of its
// examples.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startPage } from '../../web-demo/server/page.mjs';

const run = promisify(execFile);
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const client = path.join(root, 'client');

/** The project has no Vite and no TypeScript of its own: there is no network to install them from. */
const tool = (name) => path.join(root, 'web-demo', 'node_modules', name);

/** Stricter than the client is built with, and it checks the client's own declarations. */
const CHECKS = { target: 'ES2022', module: 'ESNext', moduleResolution: 'bundler', lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [], strict: true, noUncheckedIndexedAccess: true, noImplicitOverride: true, noUnusedLocals: true,
    noUnusedParameters: true, verbatimModuleSyntax: true, isolatedModules: true, skipLibCheck: false, noEmit: true };

const BUILD = 120000;
const PORT = 8460;

export default function packaged(test) {
    test('an empty project with the packed client is type-checked and built, and two people talk', talks, { most: BUILD });
    test('a call moves to a page that was built with the packed client, and back', moves, { most: BUILD });
}

/** Builds an example in an empty project and serves it; resolves with its address. */
async function serveExample(scene, example, room) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'baton-package-'));
    scene.defer(() => rm(folder, { recursive: true, force: true }));
    await npm(client, 'pack', '--pack-destination', folder);
    const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    const project = path.join(folder, 'project');
    await mkdir(project);
    await writeFile(path.join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    await writeFile(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: CHECKS, include: ['*.ts'] }));
    for (const name of ['index.html', 'main.ts'])
        await cp(path.join(client, 'examples', example, name), path.join(project, name));
    await npm(project, 'install', '--offline', path.join(folder, tarball));
    await node(project, tool('typescript/bin/tsc'));
    await node(project, tool('vite/bin/vite.js'), 'build');
    const page = await startPage({ folder: path.join(project, 'dist'), host: '127.0.0.1', port: PORT,
        wsPort: scene.janus.wsPort });
    scene.defer(() => page.stop());
    const server = `ws://127.0.0.1:${page.port}/janus`;
    return `http://127.0.0.1:${page.port}/?${new URLSearchParams({ server, room })}`;
}

function npm(folder, ...args) {
    return run('npm', [...args, '--no-audit', '--no-fund'],
        { cwd: folder, env: { ...process.env, npm_config_update_notifier: 'false' } });
}

/** A compiler says what is wrong on its standard output. */
async function node(folder, ...args) {
    try {
        await run(process.execPath, args, { cwd: folder });
    } catch (error) {
        throw new Error(`${args.join(' ')}:\n${error.stdout}${error.stderr}`);
    }
}

const says = (page, text) => page.locator('output').filter({ hasText: text }).waitFor();
const press = (page, label) => page.getByRole('button', { name: label, exact: true }).click();

/** Resolves once somebody else's picture and sound play. */
async function hearsAndSees(page) {
    const plays = (kind) => page.waitForFunction((name) => [...document.querySelectorAll(`#people ${name}`)]
        .some(({ currentTime }) => currentTime > 0), kind);
    await Promise.all([plays('audio'), plays('video')]);
}

async function talks(scene) {
    const room = await scene.room();
    const address = await serveExample(scene, 'join-and-talk', room);
    const people = await Promise.all(['anna', 'ben'].map((name) => scene.suite.person(scene, name)));
    await Promise.all(people.map(async ({ page, name }) => {
        await page.goto(address);
        await page.getByLabel('Room').fill(room);
        await page.getByLabel('Your name').fill(name);
        await press(page, 'Join');
        await says(page, 'You are in');
    }));
    await Promise.all(people.map(({ page }) => hearsAndSees(page)));
    for (const { page } of people) {
        await press(page, 'Leave');
        await says(page, 'The call is over: left');
    }
}

async function moves(scene) {
    const room = await scene.room();
    const address = await serveExample(scene, 'move-and-take-over', room);
    const [anna, ben, phone] = await Promise.all(
        ['anna', 'ben', 'phone'].map((name) => scene.suite.person(scene, name)));
    await Promise.all([anna, ben].map(async ({ page }) => {
        await page.goto(address);
        await press(page, 'Join');
        await says(page, 'You are in the call.');
    }));

    await press(anna.page, 'Move this call');
    const link = await anna.page.getByRole('link').getAttribute('href');
    await phone.page.goto(link);
    await press(phone.page, 'Take the call over');
    await says(phone.page, 'Pick');
    const number = /\d+/.exec(await phone.page.locator('output').innerText())[0];
    await press(anna.page, number);
    await says(phone.page, 'The call is here.');
    await says(anna.page, 'The call is on the other device.');
    await Promise.all([phone, ben].map(({ page }) => hearsAndSees(page)));

    await press(phone.page, 'Send it back');
    await says(anna.page, 'The call is back.');
    await says(phone.page, 'The call is over on this device: returned');
}
