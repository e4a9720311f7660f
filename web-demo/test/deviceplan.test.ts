// SPDX-License-Identifier: GPL-3.0-or-later
// Which microphone, camera and loudspeaker a call uses after a change, and the texts about it.

import { describe, expect, it } from 'vitest';
import {
    byCause,
    decide,
    deviceOf,
    findChosen,
    listOf,
    NO_DEVICES,
    otherCamera,
    readChoices,
    type Change,
    type Device,
    type DeviceList,
} from '../src/page/deviceplan';
import { describeChanges, describeInterruption, describeReturn, interruptionNote } from '../src/page/devicewords';

const device = (id: string, group = `group ${id}`): Device => ({ id, group, label: `The ${id}` });
const builtIn = device('built-in');
const headset = device('headset');
const webcam = device('webcam');
const list = (devices: Device[], standard: Device | null = null): DeviceList => ({ devices, standard });
const choiceOf = ({ id, label }: Device) => ({ id, label });

describe('the list of devices', () => {
    const entry = (kind: MediaDeviceKind, deviceId: string, label: string, groupId: string) => ({
        kind, deviceId, label, groupId,
    });

    it('has each device once, and says which one the system uses', () => {
        const all = [
            entry('audioinput', 'default', 'Default - Headset (0b0e:0420)', 'g2'),
            entry('audioinput', 'communications', 'Communications - Built-in', 'g1'),
            entry('audioinput', 'a', 'Built-in', 'g1'),
            entry('audioinput', 'b', 'Headset (0b0e:0420)', 'g2'),
            entry('videoinput', 'c', 'Webcam', 'g3'),
        ];
        const headset = { id: 'b', group: 'g2', label: 'Headset' };
        expect(listOf('microphone', all)).toEqual({
            devices: [{ id: 'a', group: 'g1', label: 'Built-in' }, headset],
            standard: headset,
        });
        expect(listOf('camera', all).standard).toBeNull();
    });

    it('finds the default by its name if several devices are of one group', () => {
        const all = [
            entry('audiooutput', 'default', 'Default - HDMI', 'g'),
            entry('audiooutput', 'a', 'Built-in', 'g'),
            entry('audiooutput', 'b', 'HDMI', 'g'),
        ];
        expect(listOf('speaker', all).standard?.id).toBe('b');
    });

    it('names devices without a name, and leaves out those without an id', () => {
        const all = [entry('videoinput', 'a', '', ''), entry('videoinput', '', '', '')];
        expect(listOf('camera', all).devices).toEqual([{ id: 'a', group: '', label: 'Camera 1' }]);
    });

    it('has the device of a track, also if the track was captured as the default', () => {
        const all = list([builtIn, headset], headset);
        expect(deviceOf({ deviceId: 'built-in' }, all)).toBe(builtIn);
        expect(deviceOf({ deviceId: 'default', groupId: builtIn.group }, all)).toBe(builtIn);
        expect(deviceOf({ deviceId: 'default' }, all)).toBe(headset);
        expect(deviceOf({ deviceId: 'gone' }, all)).toBeNull();
        expect(deviceOf({}, all)).toBeNull();
    });
});

describe('a chosen device', () => {
    it('is found by its id, else by a name that only one device has', () => {
        expect(findChosen({ id: 'headset', label: 'x' }, [builtIn, headset])).toBe(headset);
        expect(findChosen({ id: 'old', label: headset.label }, [builtIn, headset])).toBe(headset);
        const twin = { ...headset, id: 'twin' };
        expect(findChosen({ id: 'old', label: headset.label }, [headset, twin])).toBeNull();
        expect(findChosen(undefined, [headset])).toBeNull();
    });

    it('is remembered in one format only', () => {
        const choices = { camera: choiceOf(webcam), speaker: choiceOf(headset) };
        expect(readChoices(JSON.stringify(choices))).toEqual(choices);
        for (const bad of [null, '', '{', '[]', '7', 'null', '{"camera":7}', '{"camera":{"id":""}}', '{"screen":{}}'])
            expect(readChoices(bad)).toEqual({});
        expect(readChoices('{"camera":{"id":"a","label":"b","more":1},"microphone":{"id":1}}')).toEqual({
            camera: { id: 'a', label: 'b' },
        });
    });
});

describe('after a change of devices', () => {
    it('a kind that is not in use stays so', () => {
        const change = { before: NO_DEVICES, now: list([builtIn]), choice: undefined, used: null };
        expect(decide(change)).toEqual({ do: 'keep' });
    });

    it('the default of the system is followed if the person has not chosen', () => {
        const before = list([builtIn, headset], builtIn);
        const now = list([builtIn, headset], headset);
        expect(decide({ before, now, choice: undefined, used: builtIn })).toEqual({
            do: 'switch', to: headset, why: 'system',
        });
        expect(decide({ before, now, choice: choiceOf(builtIn), used: builtIn })).toEqual({ do: 'keep' });
    });

    it('a new device that becomes the default is used without a question', () => {
        const before = list([builtIn], builtIn);
        const now = list([builtIn, headset], headset);
        expect(decide({ before, now, choice: undefined, used: builtIn })).toMatchObject({ to: headset, why: 'system' });
    });

    it('a new device is offered if the person has chosen another one, or if the default stays', () => {
        const offer = { do: 'offer', device: headset };
        const before = list([builtIn], builtIn);
        expect(decide({ before, now: list([builtIn, headset], headset), choice: choiceOf(builtIn), used: builtIn }))
            .toEqual(offer);
        expect(decide({ before, now: list([builtIn, headset], builtIn), choice: undefined, used: builtIn }))
            .toEqual(offer);
        expect(decide({ before: list([webcam]), now: list([webcam, headset]), choice: undefined, used: webcam }))
            .toEqual(offer);
    });

    it('the first list is not a change', () => {
        const now = list([builtIn, headset], headset);
        expect(decide({ before: NO_DEVICES, now, choice: undefined, used: builtIn })).toEqual({ do: 'keep' });
    });

    it('the default takes the place of a device that is gone, else the first device', () => {
        const before = list([headset, builtIn, webcam], headset);
        expect(decide({ before, now: list([builtIn, webcam], webcam), choice: choiceOf(headset), used: headset }))
            .toEqual({ do: 'switch', to: webcam, why: 'gone' });
        expect(decide({ before, now: list([builtIn, webcam]), choice: undefined, used: headset }))
            .toEqual({ do: 'switch', to: builtIn, why: 'gone' });
        expect(decide({ before, now: list([]), choice: undefined, used: headset })).toEqual({ do: 'lose' });
    });

    it('the chosen device is used again when it is back', () => {
        const before = list([builtIn], builtIn);
        const now = list([builtIn, headset], builtIn);
        expect(decide({ before, now, choice: choiceOf(headset), used: builtIn }))
            .toEqual({ do: 'switch', to: headset, why: 'back' });
    });

    it('another device is used again after all devices were gone', () => {
        const empty = list([]);
        expect(decide({ before: empty, now: list([webcam]), choice: undefined, used: headset }))
            .toEqual({ do: 'switch', to: webcam, why: 'gone' });
    });

    it('a device that nobody uses may go', () => {
        const before = list([builtIn, headset], builtIn);
        const now = list([builtIn], builtIn);
        expect(decide({ before, now, choice: undefined, used: builtIn })).toEqual({ do: 'keep' });
    });
});

describe('the camera of the other side', () => {
    const front = { id: 'f', group: '', label: 'camera2 1, facing front' };
    const back = { id: 'b', group: '', label: 'camera2 0, facing back' };
    const wide = { id: 'w', group: '', label: 'camera2 2, facing back' };

    it('is the first one that looks to the other side', () => {
        expect(otherCamera([front, wide, back], front, 'user')).toBe(wide);
        expect(otherCamera([front, wide, back], back, 'environment')).toBe(front);
    });

    it('is the next one if no name says the side', () => {
        expect(otherCamera([builtIn, webcam], builtIn, undefined)).toBe(webcam);
        expect(otherCamera([builtIn, webcam], webcam, undefined)).toBe(builtIn);
        expect(otherCamera([builtIn], builtIn, 'user')).toBeNull();
        expect(otherCamera([], null, 'user')).toBeNull();
    });
});

describe('the words about devices', () => {
    const earphone: Device = { id: 'ear', group: headset.group, label: 'The earphone' };
    const speaker = device('speaker');

    it('say once that a headset is gone, and what is used instead', () => {
        const changes: Change[] = [
            { kind: 'microphone', decision: { do: 'switch', to: builtIn, why: 'gone' }, lost: headset },
            { kind: 'camera', decision: { do: 'offer', device: webcam }, lost: null },
            { kind: 'speaker', decision: { do: 'switch', to: speaker, why: 'gone' }, lost: earphone },
        ];
        expect(byCause(changes).map(describeChanges)).toEqual([
            '“The headset” is no longer connected. Microphone now: The built-in. Loudspeaker now: The speaker.',
            '“The webcam” is connected.',
        ]);
    });

    it('say that nobody hears or sees the person any more', () => {
        const lost: Change = { kind: 'camera', decision: { do: 'lose' }, lost: webcam };
        expect(describeChanges([lost])).toBe(
            '“The webcam” is no longer connected. There is no other camera: nobody sees you.',
        );
        expect(describeChanges([])).toBe('');
    });

    it('say why a device is used', () => {
        const change = (why: 'back' | 'system'): Change => ({
            kind: 'microphone', decision: { do: 'switch', to: headset, why }, lost: null,
        });
        expect(describeChanges([change('back')])).toBe('“The headset” is back. Microphone now: The headset.');
        expect(describeChanges([change('system')])).toBe('Your system has changed. Microphone now: The headset.');
    });

    it('say what has interrupted a device, and when it is back', () => {
        for (const kind of ['microphone', 'camera'] as const)
            for (const why of ['taken', 'paused', 'missing', 'forbidden'] as const) {
                expect(interruptionNote(kind, why).length).toBeLessThan(32);
                expect(describeInterruption(kind, why)).toMatch(kind === 'camera' ? /Nobody sees/ : /Nobody hears/);
            }
        expect(describeReturn('camera', true)).toBe('Your camera is back. It is on again.');
        expect(describeReturn('microphone', false)).toBe('Your microphone is back. It is turned off.');
    });
});
