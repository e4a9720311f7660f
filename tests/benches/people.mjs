// SPDX-License-Identifier: GPL-3.0-or-later
// A room full of people, in Baton or in VideoRoom, who do the same in either.

export const SYSTEMS = ['baton', 'videoroom'];
export const TITLES = { baton: 'Baton', videoroom: 'VideoRoom' };

export const quiet = (names) => names.map((name) => `fault ${name} stalled on`);
export const loud = (names) => names.map((name) => `fault ${name} stalled off`);

/**
 * Opens a room (names of devices begin with its name): people who send and receive each other, and people who
 * only receive. Nobody gives transport-wide feedback, which Baton doesn't ask its receivers for. Afterwards
 * everything has come in everywhere, and the senders are silent.
 * Returns their names, and the lines of a scenario. `picture`: words for the senders' devices.
 */
export function people(system, room, { senders, listeners, picture }) {
    const videoroom = system === 'videoroom';
    const names = (count, kind) => Array.from({ length: count }, (_, i) => `${room}-${kind}-${i}`);
    const [send, listen] = [names(senders, 'sender'), names(listeners, 'listener')];
    const others = (name) => send.filter((other) => other !== name);
    const receivers = [...send, ...listen].filter((name) => others(name).length > 0);
    const slots = (name) => `audio=${others(name).length} video=${others(name).length}`;
    const device = (name, words) =>
        `device ${name} videoroom=${Number(videoroom)} feedback=0 ${slots(name)} ${words}`;
    return { send, lines: [
        ...send.map((name) => device(name, picture)),
        ...listen.map((name) => device(name, 'sound=0 picture=0')),
        `create ${send[0]} ${room}`,
        ...[...send, ...(videoroom ? [] : listen)].map((name) => `join ${name} ${room}`),
        // Silent while the others come: a keyframe for each of them is more than the peer can take.
        ...send.flatMap((name) => [`${videoroom ? 'publish' : 'connect'} ${name}`, ...quiet([name])]),
        ...(videoroom ? receivers.map((name) => `watch ${name} ${room} ${others(name).join(' ')}`)
            : listen.map((name) => `connect ${name}`)),
        ...loud(send),
        ...receivers.flatMap((name) => others(name).map((other) => `sees ${name} ${other}`)),
        ...quiet(send),
    ] };
}
