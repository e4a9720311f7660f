// SPDX-License-Identifier: GPL-3.0-or-later
// Decides which microphone, camera and loudspeaker a call uses after a device was plugged in or out. Pure functions.

export type DeviceKind = 'microphone' | 'camera' | 'speaker';
export const DEVICE_KINDS: readonly DeviceKind[] = ['microphone', 'camera', 'speaker'];

/** A device as the browser lists it. A headset is two devices of one group: a microphone and a loudspeaker. */
export interface Device {
    id: string;
    group: string;
    label: string;
}

export interface DeviceList {
    devices: Device[];
    /** The device that the system uses by default; null if the browser does not say which one that is. */
    standard: Device | null;
}

/** What the person has chosen. The label finds the device again if the browser has given it another id. */
export interface Choice {
    id: string;
    label: string;
}

/** The choices of a person. A kind without a choice follows the system. */
export type Choices = Partial<Record<DeviceKind, Choice>>;

export const NO_DEVICES: DeviceList = { devices: [], standard: null };

const LISTED_AS: Record<DeviceKind, MediaDeviceKind> = {
    microphone: 'audioinput',
    camera: 'videoinput',
    speaker: 'audiooutput',
};

const NAMES: Record<DeviceKind, string> = {
    microphone: 'Microphone',
    camera: 'Camera',
    speaker: 'Loudspeaker',
};

export function nameOf(kind: DeviceKind): string {
    return NAMES[kind];
}

/** The ids with which Chromium lists a device a second time. */
const ALIASES = ['default', 'communications'];

type Listed = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'groupId' | 'label'>;

/** Reads the browser's list. Devices have neither ids nor names until the person has allowed one. */
export function listOf(kind: DeviceKind, all: readonly Listed[]): DeviceList {
    const own = all.filter((one) => one.kind === LISTED_AS[kind] && one.deviceId !== '');
    const devices = own
        .filter((one) => !ALIASES.includes(one.deviceId))
        .map((one, index) => ({
            id: one.deviceId,
            group: one.groupId,
            label: cleanLabel(one.label) || `${NAMES[kind]} ${index + 1}`,
        }));
    const alias = own.find((one) => one.deviceId === 'default');
    return { devices, standard: alias ? behind(alias, devices) : null };
}

/** Returns the device that an entry such as "Default - Headset" stands for. */
function behind(alias: Listed, devices: Device[]): Device | null {
    const named = devices.find(({ label }) => cleanLabel(alias.label).endsWith(label));
    const sameGroup = devices.filter(({ group }) => group !== '' && group === alias.groupId);
    return (sameGroup.length === 1 ? sameGroup[0] : undefined) ?? named ?? sameGroup[0] ?? null;
}

/** Removes the number of the product, which Chromium adds to the names of USB devices: "Webcam (046d:0825)". */
function cleanLabel(label: string): string {
    return label.replace(/\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$/i, '').trim();
}

/** Returns the chosen device, or null if it is not plugged in. */
export function findChosen(choice: Choice | undefined, devices: Device[]): Device | null {
    if (!choice) return null;
    const named = devices.filter(({ label }) => label === choice.label);
    return (
        devices.find(({ id }) => id === choice.id) ?? (named.length === 1 ? named[0] : null) ?? null
    );
}

/** Returns the device that a track comes from, by the settings of the track. */
export function deviceOf(
    settings: { deviceId?: string; groupId?: string },
    { devices, standard }: DeviceList,
): Device | null {
    const { deviceId, groupId } = settings;
    const sameGroup = devices.find(({ group }) => group !== '' && group === groupId);
    return (
        devices.find(({ id }) => id === deviceId) ??
        (ALIASES.includes(deviceId ?? '') ? (sameGroup ?? standard) : null)
    );
}

export type Decision =
    | { do: 'keep' }
    /**
     * gone: the device in use was plugged out. back: the chosen device is here again. system: the person has not
     * chosen, and the system has another default.
     */
    | { do: 'switch'; to: Device; why: 'gone' | 'back' | 'system' }
    /** The device in use was plugged out, and there is no other one. */
    | { do: 'lose' }
    /** A new device is here. The person decides. */
    | { do: 'offer'; device: Device };

const KEEP: Decision = { do: 'keep' };

export interface Situation {
    before: DeviceList;
    now: DeviceList;
    choice: Choice | undefined;
    /** The device in use; null: this kind is not in use. */
    used: Device | null;
}

/** Decides for one kind, after the list of devices has changed. */
export function decide({ before, now, choice, used }: Situation): Decision {
    if (!used) return KEEP;
    const chosen = findChosen(choice, now.devices);
    if (chosen && chosen.id !== used.id) return { do: 'switch', to: chosen, why: 'back' };
    if (!now.devices.some(({ id }) => id === used.id)) {
        const other = now.standard ?? now.devices[0];
        return other ? { do: 'switch', to: other, why: 'gone' } : { do: 'lose' };
    }
    const moved = now.standard && now.standard.id !== before.standard?.id;
    if (!choice && now.standard && moved && before.standard && now.standard.id !== used.id)
        return { do: 'switch', to: now.standard, why: 'system' };
    const fresh = now.devices.find(
        ({ id }) => id !== used.id && !before.devices.some((old) => old.id === id),
    );
    return fresh && before.devices.length > 0 ? { do: 'offer', device: fresh } : KEEP;
}

/** A change of one kind. `lost`: the device that was plugged out, or null. */
export interface Change {
    kind: DeviceKind;
    decision: Exclude<Decision, { do: 'keep' }>;
    lost: Device | null;
}

/** Puts the changes that have one cause together: a headset is a microphone and a loudspeaker. */
export function byCause(changes: Change[]): Change[][] {
    const groups = new Map<string, Change[]>();
    for (const change of changes) {
        const { decision, lost } = change;
        const device = decision.do === 'offer' ? decision.device : decision.do === 'switch' ? decision.to : null;
        const about = decision.do === 'switch' && decision.why !== 'gone' ? device : (lost ?? device);
        const why = decision.do === 'switch' ? decision.why : decision.do;
        const key = `${why === 'lose' ? 'gone' : why} ${about?.group || `${change.kind} ${about?.id}`}`;
        groups.set(key, [...(groups.get(key) ?? []), change]);
    }
    return [...groups.values()];
}

/** Returns the camera on the other side of a telephone, or the next one; null if there is no other one. */
export function otherCamera(
    devices: Device[],
    used: Device | null,
    facing: string | undefined,
): Device | null {
    const others = devices.filter(({ id }) => id !== used?.id);
    const wanted = facing === 'environment' ? /front|user|face ?time/i : /back|rear|environment/i;
    const index = devices.findIndex(({ id }) => id === used?.id);
    return (
        others.find(({ label }) => wanted.test(label)) ??
        (others.length > 0 ? (devices[(index + 1) % devices.length] ?? null) : null)
    );
}

/** Reads remembered choices. Anything else than this page's own format counts as no choice. */
export function readChoices(text: string | null): Choices {
    let parsed: unknown;
    try {
        parsed = JSON.parse(text ?? '');
    } catch {
        return {};
    }
    const choices: Choices = {};
    if (typeof parsed !== 'object' || parsed === null) return choices;
    for (const kind of DEVICE_KINDS) {
        const one: unknown = (parsed as Record<string, unknown>)[kind];
        if (typeof one !== 'object' || one === null) continue;
        const { id, label } = one as Record<string, unknown>;
        if (typeof id === 'string' && id !== '' && typeof label === 'string')
            choices[kind] = { id, label };
    }
    return choices;
}

/**
 * Why a device that is in use gives nothing. taken: another app uses it. paused: the system has muted it. missing: it
 * was plugged out, and there is no other one. forbidden: the person or the browser does not allow it any more.
 */
export type Interruption = 'taken' | 'paused' | 'missing' | 'forbidden';
