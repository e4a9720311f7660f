// SPDX-License-Identifier: GPL-3.0-or-later
// The others are asked before a call moves: in a window, in the chat, by a text message with a link.
import assert from 'node:assert/strict';

export default function questions(test) {
    test('one of the others is asked in a window, and their yes counts (C8)', popup);
    test('one of the others declines in a window, and the call stays (C8)', declined);
    test('both sides are asked in the chat: one presses a number, one writes it (C9, C10)', chat);
    test('a text message leads to a page where the response is given (C11)', link);
}

/** Puts Anna and Ben into a room that asks in this way, and starts a transfer of her call to the phone. */
async function asked(context, confirm, { anna: first = {}, ben: second = {} } = {}) {
    const { suite } = context;
    const room = await context.room({ confirm, description: 'Daily stand-up' });
    const [anna, ben, phone] = [await suite.person(context, 'anna'), await suite.person(context, 'ben'),
        await suite.person(context, 'phone')];
    await anna.join(room, { name: 'Anna', ...first });
    await ben.join(room, { name: 'Ben', ...second });
    await anna.showCode();
    await phone.openLink(await anna.copyCode());
    await phone.press('accept');
    return { anna, ben, phone, number: await phone.readNumber() };
}

async function popup(context) {
    const { anna, ben, phone, number } = await asked(context, { who: 'remote_any' });
    await anna.sees('waiting-for-others');
    await ben.readsSoon(/wants to take over the call of Anna.*If you agree, Anna continues on that device/);
    await ben.pick(number);
    await ben.readsSoon(/You agreed/);
    await phone.arrives();
    await anna.sees('standby');
}

async function declined(context) {
    const { anna, ben, phone } = await asked(context, { who: 'both_all', form: 'number' });
    await ben.press('decline');
    await ben.readsSoon(/You declined.*Anna’s call stays where it is/);
    await anna.readsSoon(/stays here/);
    await phone.readsSoon(/The call stays on the other device/);
}

async function chat(context) {
    const { anna, ben, phone, number } = await asked(context, { who: 'both_all', how: 'chat' });
    await anna.press('respond-in-chat');
    await anna.pick(number);
    await anna.readsSoon(/You agreed/);
    await ben.sees('chat-question');
    await ben.see('chat-input').fill(`Yes, ${number}!`);
    await ben.press('chat-send');
    await ben.readsSoon(/You agreed|It is agreed/);
    await phone.arrives();
    await anna.sees('standby');
    const said = await ben.see('message').allInnerTexts();
    assert.ok(said.every((text) => !text.includes(`Yes, ${number}!`)), 'the response must not be sent to the room');
}

async function link(context) {
    const { suite } = context;
    const to = suite.phones.number();
    const { anna, phone, number } = await asked(context, { who: 'remote_any', how: 'sms' },
        { anna: { phone: '' }, ben: { phone: to } });
    const { text } = await suite.phones.next(to);
    const [address] = text.match(/https:\S+/);
    const ticket = address.split('#ask=')[1];
    const reader = await suite.person(context, 'bare');
    await reader.page.goto(address);
    await reader.readsSoon(/wants to take over the call of Anna/);
    assert.deepEqual((await reader.trail()).filter((one) => one.includes(ticket)), []);
    await reader.pick(number);
    await reader.sees('asked-result');
    await phone.arrives();
    await anna.sees('standby');

    // The ticket works only once. This `goto` changes only the fragment, so the browser does not load the page again.
    // The open page must remove the ticket from its address in this case too.
    await reader.page.goto(address);
    await reader.readsSoon(/This question is over/);
    assert.deepEqual((await reader.trail()).filter((one) => one.includes(ticket)), []);
}
