// SPDX-License-Identifier: GPL-3.0-or-later
// Functions that the three generators share: they read the contract that baton-contract prints, and make names from it.

/** Reads the contract from a stream. */
export async function readContract(stream) {
    let text = '';
    for await (const part of stream)
        text += part;
    return JSON.parse(text);
}

/** "participant_joined" becomes "ParticipantJoined". */
export const pascal = (name) => name.split('_').map((word) => word[0].toUpperCase() + word.slice(1)).join('');

/** The name of a message's type: its name, its variant and its kind, such as "ScannedByNewReply". */
export const shapeName = (message, kind) => pascal(message.baton) + (message.variant ?? '') + kind;

/**
 * The fields of a message: the fields of the objects that it includes, and its own fields. A field of its own replaces
 * an included field of the same name.
 */
export function allFields(contract, message) {
    const fields = new Map();
    for (const name of message.include)
        for (const field of contract.objects[name].fields)
            fields.set(field.name, field);
    for (const field of message.fields)
        fields.set(field.name, field);
    return [...fields.values()];
}

/** Groups the messages of a list by the name in `baton`. A name may have several shapes. */
export function byName(messages) {
    const names = new Map();
    for (const message of messages)
        names.set(message.baton, [...(names.get(message.baton) ?? []), message]);
    return names;
}

const times = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function span(value, noun) {
    if (value.most === undefined)
        return value.least ? `at least ${times(value.least, noun)}` : '';
    if (value.least === value.most)
        return times(value.most, noun);
    return value.least ? `${value.least} to ${times(value.most, noun)}` : `at most ${times(value.most, noun)}`;
}

function integerBounds(value) {
    const unit = value.unit ? ` ${value.unit}` : '';
    if (value.most === undefined)
        return unit ? unit.trim() : `${value.least} or more`;
    return `${value.or_zero ? '0, or ' : ''}${value.least} to ${value.most}${unit}`;
}

/** The limits of a value in addition to its type, as a text for people; '' if there are none. */
export function bounds(value) {
    switch (value.type) {
        case 'text':
            return [span(value, 'character'), value.rule].filter(Boolean).join('; ');
        case 'integer':
            return integerBounds(value);
        case 'array':
            return [span(value, 'element'), bounds(value.element)].filter(Boolean).join(', each ');
        case 'free':
            return `at most ${value.most} bytes as JSON and ${value.depth} levels`;
        default:
            return '';
    }
}
