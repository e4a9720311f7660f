// SPDX-License-Identifier: MIT
// One page for both devices. Without a code in its address, the page joins a call and can move it away. With the link
// in a code, it takes that call over.

import { BatonClient, type Call, type LocalTracks, type RemoteSlot } from 'baton-client';

const parameters = new URLSearchParams(location.search);
const server = parameters.get('server') ?? `ws://${location.hostname}:8188/`;
const room = parameters.get('room') ?? 'lounge';
const page = location.origin + location.pathname + location.search;
const output = document.querySelector('output') as HTMLOutputElement;
const main = document.querySelector('#main') as HTMLButtonElement;
const choices = document.querySelector('#choices') as HTMLElement;
const link = document.querySelector('#code') as HTMLAnchorElement;
const people = document.querySelector('#people') as HTMLElement;
const elements = new Map<string, HTMLMediaElement>();

const code = location.hash.includes('baton=') ? location.href : null;
// The code is secret: it must not stay in the address.
if (code !== null) history.replaceState(null, '', page);

// Opening the link must not be enough to take the call over: programs that preview messages open links too.
if (code !== null) offer('Take the call over', () => takeOver(code));
else offer('Join', join);

async function join(): Promise<void> {
    const client = await BatonClient.connect({ server });
    if (!(await client.roomExists(room))) await client.createRoom({ room });
    const call = await client.join({ room, display: 'Anna' });
    follow(client, call);
    await Promise.all([
        call.publish(await capture()),
        call.subscribe({ audioSlots: 3, videoSlots: 6 }),
    ]);
    output.value = 'You are in the call.';
    offer('Move this call', () => move(call));
}

/** On the device in the call: shows a code, and asks whether the device that scanned it may have the call. */
async function move(call: Call): Promise<void> {
    const transfer = await call.transfer({ link: page });
    showCode(transfer.code);
    output.value = 'Scan the code with your other device.';
    transfer.on('confirm', (question) => {
        showCode(null);
        output.value = `Which number does "${question.device_name}" show?`;
        const buttons = (question.choices ?? []).map((number) =>
            button(String(number), () => transfer.confirm(number)),
        );
        choices.replaceChildren(...buttons, button('None', () => transfer.decline()));
    });
    transfer.on('ended', ({ outcome, text }) => {
        // The events of the call handle these two outcomes.
        if (outcome === 'moved' || outcome === 'returned') return;
        showCode(null);
        output.value = text;
        offer('Move this call', () => move(call));
    });
}

/** Takes the call over on the new device. */
async function takeOver(scanned: string): Promise<void> {
    const client = await BatonClient.connect({ server, code: scanned });
    const transfer = await client.scan(scanned, { deviceName: 'the new device' });
    output.value = transfer.number === null ? 'Waiting' : `Pick ${transfer.number} on the other device.`;
    await transfer.connect(await capture());
    const call = await transfer.whenMoved();
    follow(client, call);
    show(call.slots);
    output.value = 'The call is here.';
    offer('Send it back', () => call.bringBack());
}

function follow(client: BatonClient, call: Call): void {
    call.on('slots', show);
    call.on('moved', () => {
        output.value = 'The call is on the other device.';
        offer('Bring it back', () => call.bringBack());
    });
    call.on('returned', () => {
        output.value = 'The call is back.';
        offer('Move this call', () => move(call));
    });
    call.on('ended', ({ reason }) => {
        client.close();
        people.replaceChildren();
        elements.clear();
        main.hidden = true;
        output.value = `The call is over on this device: ${reason}`;
    });
}

async function capture(): Promise<LocalTracks> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const [microphone] = stream.getAudioTracks();
    const [camera] = stream.getVideoTracks();
    return { microphone, camera };
}

function showCode(shown: { svg: string; text: string; alt: string } | null): void {
    link.hidden = shown === null;
    if (shown === null) return;
    link.href = shown.text;
    const image = link.querySelector('img') as HTMLImageElement;
    image.src = shown.svg;
    image.alt = shown.alt;
}

/** Shows one button, for the next step. */
function offer(label: string, run: () => Promise<unknown>): void {
    choices.replaceChildren();
    main.hidden = false;
    main.textContent = label;
    main.onclick = () => void attempt(run);
}

function button(label: string, run: () => Promise<unknown>): HTMLButtonElement {
    const element = document.createElement('button');
    element.textContent = label;
    element.onclick = () => void attempt(run);
    return element;
}

async function attempt(run: () => Promise<unknown>): Promise<void> {
    choices.replaceChildren();
    main.hidden = true;
    await run().catch((error: unknown) => (output.value = String(error)));
}

/** The server decides whose source is on which slot. Empty slots are not shown. */
function show(slots: RemoteSlot[]): void {
    for (const slot of slots) elementOf(slot).hidden = slot.participant === null;
}

/** The element of a slot. After a lost connection, a slot can have another track. */
function elementOf({ mid, kind, track }: RemoteSlot): HTMLMediaElement {
    const element = elements.get(mid) ?? document.createElement(kind);
    const shown = (element.srcObject as MediaStream | null)?.getTracks()[0];
    if (track && shown !== track) element.srcObject = new MediaStream([track]);
    if (elements.has(mid)) return element;
    element.autoplay = true;
    people.append(element);
    elements.set(mid, element);
    return element;
}
