// SPDX-License-Identifier: GPL-3.0-or-later
// A page that was given no token, and a Janus that lets nobody in without one: the code has what it takes.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

const SECRET = 'what Janus and Baton know';
const LIFETIME = 12; // of a code, in seconds: a page must have come up by then on a busy machine

export default function tokens(test) {
    test('a device that knows nothing but the code gets in where Janus demands tokens, and stays (C14)', getsIn);
}

/** A token as an operator's own server signs it. */
function sign(descriptor) {
    const text = `${Math.floor(Date.now() / 1000) + 600},janus,${descriptor}`;
    return `${text}:${createHmac('sha1', SECRET).update(text).digest('base64')}`;
}

async function getsIn(context) {
    const { suite } = context;
    await context.ownJanus({
        settings: { general: { ...suite.settings.general, token_auth_secret: SECRET } },
        janus: { general: { token_auth: true, token_auth_secret: SECRET } },
    });
    const room = await context.room({ confirm: { who: 'nobody' }, code_lifetime: LIFETIME, grace: 0 });
    const token = sign('janus.plugin.baton');
    const anna = await context.device({ token });
    await anna.join(room, { display: 'Anna', token });
    await anna.connect({ sources: [], slots: null });

    const origin = await suite.originFor(context);
    const stranger = await suite.person(context, 'bare');
    await stranger.page.goto(`${origin}?room=${room}`);
    await stranger.see('name').fill('Nobody');
    await stranger.press('join');
    await stranger.readsSoon(/The server does not let this device in/);

    const phone = await suite.person(context, 'phone');
    const { text } = await anna.transfer({ link: origin });
    const shown = Date.now();
    await phone.openLink(text);
    await phone.press('accept');
    await phone.inCall();
    // The token in the code is good for as long as the code, so by now it goes on with another.
    await phone.page.waitForTimeout(Math.max(0, shown + (LIFETIME + 2) * 1000 - Date.now()));
    await phone.press('control-chat');
    await phone.see('chat-input').fill('Still here');
    await phone.press('chat-send');
    assert.match(await (await phone.sees('message')).innerText(), /Still here/);
}
