// SPDX-License-Identifier: GPL-3.0-or-later
// Shows one page at a time (lobby, incoming transfer, call, farewell, question), and changes from one to the next.

import { BatonClient, BatonError, type Call, type EndReason } from 'baton-client';
import { callView } from './callview';
import { takeCodeFromAddress, takeTicketFromAddress } from './code';
import type { View } from './dom';
import { roomId } from './format';
import { lobby, PhoneWanted, type JoinWish } from './lobby';
import { stop } from './media';
import { clearToasts, toast } from './parts';
import { full, USUAL, type FullPolicy } from './policy';
import { askedPage } from './question';
import { farewell, type Farewell } from './standby';
import { incoming } from './incoming';
import { explain } from './words';

/** One slot for audio is for the sound of a shared screen. */
const SLOTS = { audioSlots: 4, videoSlots: 9 };
const NAME_KEY = 'baton.name';

export class App {
    private view: View | undefined;
    private client: BatonClient | undefined;
    private call: Call | undefined;
    private room: string;
    /** The room that this page has made, until its maker joins. */
    private made: { room: string; secret: string } | null = null;
    /** The room for which the person was already asked for a phone number. */
    private phoneAsked = '';

    constructor(private readonly place: HTMLElement) {
        this.room = roomId(new URLSearchParams(location.search).get('room') ?? '') || 'lounge';
    }

    start(): void {
        window.addEventListener('hashchange', () => this.takeLink());
        if (!this.takeLink()) this.showLobby();
    }

    /** Follows a link with a code or a ticket, also if this tab shows the page already. */
    private takeLink(): boolean {
        const ticket = takeTicketFromAddress(location, history);
        const code = takeCodeFromAddress(location, history);
        if (ticket === null && code === null) return false;
        if (this.call) toast('You are in a call in this tab. Open the link in another tab.', 'bad');
        else if (ticket !== null) this.showQuestion(ticket);
        else this.showIncoming(code);
        return true;
    }

    private show(view: View): void {
        this.view?.dispose();
        clearToasts();
        this.view = view;
        this.place.replaceChildren(view.element);
        view.element.querySelector<HTMLElement>('h1[tabindex]')?.focus();
    }

    private showLobby(): void {
        document.title = 'Baton';
        this.show(
            lobby({
                room: this.room,
                display: recall(NAME_KEY),
                join: (wish) => this.join(wish),
                takeOver: () => this.showIncoming(null),
            }),
        );
    }

    private showIncoming(code: string | null): void {
        document.title = 'Take over a call · Baton';
        this.show(
            incoming({
                code,
                connect,
                arrived: (call, client) => this.showCall(call, client, true),
                back: () => this.showLobby(),
            }),
        );
    }

    /** Shows the question to a person who has opened the link in an SMS and is not in the call. */
    private showQuestion(ticket: string): void {
        document.title = 'May this call move? · Baton';
        this.show(askedPage({ ticket, connect }));
    }

    private async join({ room, display, pin, phone, policy, tracks }: JoinWish): Promise<void> {
        const client = await connect();
        let call: Call;
        try {
            const { policy: now, secret } = await makeRoom(client, room, policy);
            if (secret !== undefined) this.made = { room, secret };
            if (now?.how === 'sms' && phone === '' && this.phoneAsked !== room) {
                this.phoneAsked = room;
                throw new PhoneWanted();
            }
            call = await client.join({
                room,
                display,
                ...(pin === '' ? {} : { pin }),
                ...(this.made?.room === room && { secret: this.made.secret }),
                ...(phone === '' ? {} : { phone }),
            });
        } catch (error) {
            client.close();
            throw error;
        }
        this.made = null;
        remember(NAME_KEY, display);
        this.showCall(call, client, false);
        const say = (error: unknown) => {
            const { title, text } = explain(error);
            if (call.phase !== 'ended') toast(`${title}. ${text}`, 'bad');
        };
        if (Object.keys(tracks).length > 0)
            call.publish(tracks).catch((error: unknown) => {
                stop(tracks);
                say(error);
            });
        call.subscribe(SLOTS).catch(say);
    }

    private showCall(call: Call, client: BatonClient, arrived: boolean): void {
        this.client = client;
        this.call = call;
        this.room = call.room;
        history.replaceState(
            null,
            '',
            `${location.pathname}?room=${encodeURIComponent(call.room)}`,
        );
        document.title = `${call.description || call.room} · Baton`;
        this.show(
            callView({
                call,
                arrived,
                invitation: location.href,
                ended: (reason, text) => this.leave(reason, text, call.disowning),
            }),
        );
    }

    private leave(reason: EndReason, text: string, disowning: Call['disowning']): void {
        this.client?.close();
        this.client = undefined;
        this.call = undefined;
        document.title = 'Baton';
        const again = {
            label: 'Join again',
            testid: 'rejoin',
            primary: reason !== 'moved' && reason !== 'returned',
            run: () => this.showLobby(),
        };
        const takeBack = {
            label: 'Take a call over here',
            testid: 'farewell-take-over',
            primary: !again.primary,
            run: () => this.showIncoming(null),
        };
        const notMe = {
            label: 'This was not me',
            testid: 'disown',
            run: () => void this.disown(disowning?.secret ?? ''),
        };
        const stolen = reason === 'moved' && disowning && Date.now() < disowning.until;
        const actions = stolen ? [again, takeBack, notMe] : [again, takeBack];
        this.show(farewell({ ...words(reason, text), actions }));
    }

    /** Called when somebody else has taken this person's call. Removes the device that has the call from the room. */
    private async disown(secret: string): Promise<void> {
        try {
            const client = await connect();
            await client.disown(secret).finally(() => client.close());
        } catch (error) {
            return toast(`${explain(error).title}. ${explain(error).text}`, 'bad');
        }
        const again = { label: 'Join again', testid: 'rejoin', primary: true, run: () => this.showLobby() };
        this.show(
            farewell({
                title: 'The other device was removed',
                text:
                    'The people in the room are told why. If the room has a PIN, somebody else may know it: ' +
                    'ask the people who run the room for a new one.',
                good: true,
                actions: [again],
            }),
        );
    }
}

function words(reason: EndReason, text: string): Omit<Farewell, 'actions'> {
    const ended = (title: string, rest: string, good = false) => ({ title, text: rest, good });
    switch (reason) {
        case 'left':
            return ended('You have left the call', 'Camera and microphone are off.');
        case 'moved':
            return ended(
                'This device has left the call',
                'Your call continues on the other device. Camera and microphone are off here. You can close this page.',
                true,
            );
        case 'returned':
            return ended(
                'The call is back on the other device',
                'Camera and microphone are off here. You can close this page.',
                true,
            );
        case 'replaced':
            return ended(
                'Your call continues in another window',
                'Camera and microphone are off here. You can close this page.',
                true,
            );
        case 'gone':
            return ended(
                'You were away for too long',
                'The connection was lost, and the others went on without you. Join again.',
            );
        case 'removed':
            return ended(
                'You were removed from the call',
                'Somebody who runs the room ended your call.',
            );
        case 'room_destroyed':
            return ended('The room was closed', 'The call has ended for everyone.');
        case 'connection_lost':
            return ended(
                'The connection to the server was lost',
                'The call has ended on this device. Check the network, then join again.',
            );
        default:
            return ended('The call did not stay here', text || 'It continues on the other device.');
    }
}

/** `code`: the scanned code, if it may contain the token that the server demands. */
function connect(code?: string): Promise<BatonClient> {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const server = `${scheme}://${location.host}/janus`;
    return BatonClient.connect({ server, ...(code === undefined ? {} : { code }) });
}

interface FoundRoom {
    /** null: the server does not list the room because it is private. */
    policy: FullPolicy | null;
    /** The secret of the room. With it, the person who made the room joins as a moderator. */
    secret?: string;
}

/**
 * Makes the room if it does not exist. Two people may make the room at the same time; for the slower one this is not
 * an error.
 */
async function makeRoom(
    client: BatonClient,
    room: string,
    policy: FullPolicy,
): Promise<FoundRoom> {
    if (!(await client.roomExists(room))) {
        try {
            const usual = JSON.stringify(policy) === JSON.stringify(USUAL);
            const made = await client.createRoom({ room, ...(usual ? {} : { confirm: policy }) });
            return { policy, ...(made.secret !== undefined && { secret: made.secret }) };
        } catch (error) {
            if (!(error instanceof BatonError && error.name === 'room_exists')) throw error;
        }
    }
    const known = (await client.listRooms()).find((one) => one.room === room);
    return { policy: known ? full(known.confirm) : null };
}

/** A browser may refuse to store anything. Then the person has to type the name again the next time. */
function remember(key: string, value: string): void {
    try {
        localStorage.setItem(key, value);
    } catch {
        return;
    }
}

function recall(key: string): string {
    try {
        return localStorage.getItem(key) ?? '';
    } catch {
        return '';
    }
}
