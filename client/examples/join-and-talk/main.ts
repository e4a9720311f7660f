// SPDX-License-Identifier: MIT
// Joins a room, sends microphone and camera, and shows and plays everybody else.

import { BatonClient, type RemoteSlot } from 'baton-client';

const parameters = new URLSearchParams(location.search);
const server = parameters.get('server') ?? `ws://${location.hostname}:8188/`;
const form = document.querySelector('form') as HTMLFormElement;
const leave = document.querySelector('#leave') as HTMLButtonElement;
const people = document.querySelector('#people') as HTMLElement;
const output = document.querySelector('output') as HTMLOutputElement;
const elements = new Map<string, HTMLMediaElement>();

const asked = parameters.get('room');
if (asked !== null) (form.elements.namedItem('room') as HTMLInputElement).value = asked;

form.onsubmit = (event) => {
    event.preventDefault();
    const { room, name } = Object.fromEntries(new FormData(form));
    join(String(room), String(name)).catch((error: unknown) => (output.value = String(error)));
};

async function join(room: string, display: string): Promise<void> {
    const client = await BatonClient.connect({ server });
    if (!(await client.roomExists(room))) await client.createRoom({ room });
    const call = await client.join({ room, display });
    call.on('slots', show);
    call.on('ended', ({ reason }) => {
        client.close();
        people.replaceChildren();
        elements.clear();
        leave.hidden = true;
        output.value = `The call is over: ${reason}`;
    });
    leave.onclick = () => void call.leave();
    leave.hidden = false;

    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const [microphone] = stream.getAudioTracks();
    const [camera] = stream.getVideoTracks();
    await Promise.all([
        call.publish({ microphone, camera }),
        call.subscribe({ audioSlots: 3, videoSlots: 6 }),
    ]);
    output.value = `You are in ${call.description}`;
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
