// SPDX-License-Identifier: GPL-3.0-or-later
// A page has no token, and Janus demands one: the code contains a token.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

const SECRET = 'what Janus and Baton know';
const LIFETIME = 12; // seconds for which a code is valid: on a busy machine, a page must have loaded by then

export default function tokens(test) {
    test('if Janus demands tokens, a device that knows nothing but the code gets in, and stays (C14)', getsIn);
}

/** Signs a token, as an operator's own server does. */
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
    // The token in the code was valid until people could have agreed. By now the device must use a later token.
    await phone.page.waitForTimeout(Math.max(0, shown + (LIFETIME + 2) * 1000 - Date.now()));
    await phone.press('control-chat');
    await phone.see('chat-input').fill('Still here');
    await phone.press('chat-send');
    assert.match(await (await phone.sees('message')).innerText(), /Still here/);
}
