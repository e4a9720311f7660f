// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a room full of people, in Baton or in VideoRoom. The people do the same in both.
import { SILENT } from '../harness/scenario.mjs';

export const SYSTEMS = ['baton', 'videoroom'];
export const TITLES = { baton: 'Baton', videoroom: 'VideoRoom' };

/**
 * Creates a room of Baton or VideoRoom. Anna and Ben join; Ben only receives. Opens `moves` devices to which Anna's
 * call can move, and returns their names. Opens all devices first, because opening them keeps the peer busy.
 */
export function joinCall(devices, room, { moves, confirm, fields = {} }) {
    const carls = Array.from({ length: moves }, (_, i) => `carl${i}`);
    devices.device('anna');
    devices.device('ben', SILENT);
    carls.forEach((name) => devices.device(name, fields));
    devices.create('anna', room, { confirm });
    devices.measure();
    devices.join('anna', room);
    devices.join('ben', room);
    return carls;
}

/** `quiet` makes the senders stop sending, `loud` makes them send again. */
export const quiet = (devices, names) => names.forEach((name) => devices.fault(name, 'stalled', true));
export const loud = (devices, names) => names.forEach((name) => devices.fault(name, 'stalled', false));

/**
 * Opens a room (names of devices begin with its name): people who send and receive each other, and people who only
 * receive. Nobody gives transport-wide feedback, because Baton does not ask its receivers for it. Afterwards everybody
 * has received from everybody, and the senders are silent. `sends`: fields of the senders' devices. Returns their
 * names.
 */
export function openRoom(devices, system, room, { senders, listeners, sends }) {
    const videoroom = system === 'videoroom';
    const names = (count, kind) => Array.from({ length: count }, (_, i) => `${room}-${kind}-${i}`);
    const [send, listen] = [names(senders, 'sender'), names(listeners, 'listener')];
    const others = (name) => send.filter((other) => other !== name);
    const receivers = [...send, ...listen].filter((name) => others(name).length > 0);
    const open = (name, fields) => devices.device(name, { videoroom, feedback: false,
        audio_slots: others(name).length, video_slots: others(name).length, ...fields });
    send.forEach((name) => open(name, sends));
    listen.forEach((name) => open(name, SILENT));
    devices.create(send[0], room);
    [...send, ...(videoroom ? [] : listen)].forEach((name) => devices.join(name, room));
    // Senders are silent while the others join, because the peer cannot send a keyframe to each of them in time.
    for (const name of send) {
        devices[videoroom ? 'publish' : 'connect'](name);
        quiet(devices, [name]);
    }
    if (videoroom)
        receivers.forEach((name) => devices.watch(name, room, ...others(name)));
    else
        listen.forEach((name) => devices.connect(name));
    loud(devices, send);
    receivers.forEach((name) => others(name).forEach((other) => devices.sees(name, other)));
    quiet(devices, send);
    return send;
}
