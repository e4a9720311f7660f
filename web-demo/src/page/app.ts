// SPDX-License-Identifier: GPL-3.0-or-later
// Shows one page at a time (lobby, incoming transfer, call, farewell, question), and changes from one to the next.

import { BatonClient, BatonError, type Call, type CallEvents, type LocalTracks, type Resumable } from 'baton-client';
import { LEFT_BEHIND } from './arrival';
import { callView } from './callview';
import { takeCodeFromAddress, takeTicketFromAddress } from './code';
import { comeback } from './comeback';
import type { View } from './dom';
import { explainEnding, explainNoReturn, REPLACED_WHILE_AWAY, type Ending } from './ending';
import { roomId } from './format';
import { incoming, type Claim } from './incoming';
import { lobby, PhoneWanted, type JoinWish } from './lobby';
import { capture, stop, type Captured } from './media';
import { clearToasts, toast } from './parts';
import { full, USUAL, type FullPolicy } from './policy';
import { askedPage } from './question';
import { forgetLast, isTaken, lastCalls, rememberLast, type LastCall } from './recallstore';
import { returnsTo, wishAgain } from './returning';
import { farewell } from './standby';
import { forgetCall, recallCall, type TabMemory } from './tabmemory';
import { explain, explainDevices, type Words } from './words';

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
    /** After a reload, until the page is in the call again. */
    private comingBack = false;
    /** The room for which the person was already asked for a phone number. */
    private phoneAsked = '';

    constructor(private readonly place: HTMLElement) {
        this.room = roomId(new URLSearchParams(location.search).get('room') ?? '') || 'lounge';
    }

    start(): void {
        window.addEventListener('hashchange', () => this.takeLink());
        if (this.takeLink()) return;
        const { now } = this.returns();
        if (now) this.comeBack(now);
        else this.showLobby();
    }

    private returns() {
        const named = new URLSearchParams(location.search).has('room');
        // Only the last call of this tab: older ones are over.
        const last = BatonClient.resumable().filter(({ room }) => recallCall(room) !== null);
        return returnsTo(last, serverAddress(), named ? this.room : null);
    }

    /** Follows a link with a code or a ticket, also if this tab shows the page already. */
    private takeLink(): boolean {
        const ticket = takeTicketFromAddress(location, history);
        const code = takeCodeFromAddress(location, history);
        if (ticket === null && code === null) return false;
        if (this.call || this.comingBack) toast('You are in a call in this tab. Open the link in another tab.', 'bad');
        else if (ticket !== null) this.showQuestion(ticket);
        else this.showIncoming(code === null ? null : { code });
        return true;
    }

    private show(view: View): void {
        this.comingBack = false;
        this.view?.dispose();
        clearToasts();
        this.view = view;
        this.place.replaceChildren(view.element);
        view.element.querySelector<HTMLElement>('h1[tabindex]')?.focus();
    }

    private showLobby(problem?: Words): void {
        document.title = 'Baton';
        const { now, offers } = this.returns();
        this.show(
            lobby({
                room: this.room,
                display: recall(NAME_KEY),
                ...(problem && { notice: problem }),
                calls: (now ? [now, ...offers] : offers).map((one) => ({
                    room: one.room,
                    comeBack: () => this.comeBack(one),
                })),
                moved: lastCalls().map((last) => ({
                    last,
                    takeBack: () => this.takeBack(last),
                    forget: () => forgetLast(last.id),
                })),
                join: (wish) => this.join(wish),
                takeOver: () => this.showIncoming(null),
            }),
        );
    }

    private showIncoming(claim: Claim | null): void {
        document.title = `${claim && 'last' in claim ? 'Take the call back' : 'Take over a call'} · Baton`;
        this.show(
            incoming({
                claim,
                connect,
                arrived: (call, client) => this.showCall(call, client, { arrived: true }),
                back: () => this.showLobby(),
            }),
        );
    }

    private takeBack(last: LastCall): void {
        if (!isTaken(last)) return this.showIncoming({ last });
        this.showLobby({
            title: 'This call was taken back in another tab',
            text: 'Look for it there. You can also scan a code of the device in the call.',
        });
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
        const before = recallCall(room);
        // What was being written is still there. The lobby has asked for the devices.
        const memory = before && { ...before, microphone: null, camera: null, screen: false, chatOpen: false };
        this.showCall(call, client, { memory });
        if (Object.keys(tracks).length > 0) void send(call, tracks);
        call.subscribe(SLOTS).catch((error: unknown) => complain(call, error));
    }

    // ---- After a reload ----

    private comeBack(to: Resumable): void {
        document.title = 'Coming back · Baton';
        const memory = recallCall(to.room);
        let over = false;
        const capturing = captureAgain(memory);
        const giveUp = () => {
            over = true;
            void capturing.then(({ tracks }) => stop(tracks));
        };
        this.show(
            comeback({
                to,
                connect,
                back: (call, client) => {
                    if (over) return;
                    this.showCall(call, client, { memory });
                    void resend(call, capturing, memory);
                    call.subscribe(SLOTS).catch((error: unknown) => complain(call, error));
                },
                failed: (error, secret) => {
                    giveUp();
                    this.room = to.room;
                    if (secret === null) this.showLobby(explainNoReturn(error));
                    else this.sayReplaced(lastCall({ ...to, description: '' }, secret));
                },
                left: () => {
                    giveUp();
                    forgetCall();
                    this.leave({ reason: 'left', text: '', away: false });
                },
            }),
        );
        this.comingBack = true;
    }

    private showCall(
        call: Call,
        client: BatonClient,
        { arrived = false, memory = null }: { arrived?: boolean; memory?: TabMemory | null },
    ): void {
        this.client = client;
        this.call = call;
        this.room = call.room;
        forgetLast(call.id);
        history.replaceState(
            null,
            '',
            `${location.pathname}?room=${encodeURIComponent(call.room)}`,
        );
        document.title = `${call.description || call.room} · Baton`;
        this.show(
            callView({
                call,
                client,
                memory,
                arrived,
                invitation: location.href,
                ended: (end) => this.leave(end, call),
            }),
        );
    }

    private leave({ reason, text, away }: CallEvents['ended'], call?: Call): void {
        this.client?.close();
        this.client = undefined;
        this.call = undefined;
        // Whoever was cut off and joins again finds what was being written.
        if (reason !== 'gone' && reason !== 'connection_lost') forgetCall();
        const secret = call?.remembered ?? null;
        const last = call && secret !== null ? lastCall(call, secret) : null;
        const ending = explainEnding(reason, text);
        if (reason === 'moved' && away && last) return this.sayReplaced(last);
        if (reason === 'gone') return this.sayGoodbye(ending);
        const { secret: disown, until = 0 } = (reason === 'moved' && call?.disowning) || {};
        this.sayGoodbye(ending, last, Date.now() < until ? (disown ?? null) : null);
    }

    private sayReplaced(last: LastCall): void {
        this.sayGoodbye(REPLACED_WHILE_AWAY, last, last.secret);
    }

    /** `last`: the call, if this device can ask for it again. `disown`: the secret with which the person can object. */
    private sayGoodbye(
        { title, text, elsewhere }: Ending,
        last: LastCall | null = null,
        disown: string | null = null,
    ): void {
        document.title = 'Baton';
        if (last) rememberLast(last);
        const again = { label: 'Join again', testid: 'rejoin', primary: !elsewhere, run: () => this.showLobby() };
        const takeBack = last
            ? { label: 'Take the call back to this device', testid: 'recall', run: () => this.takeBack(last) }
            : { label: 'Take a call over here', testid: 'farewell-take-over', run: () => this.showIncoming(null) };
        const notMe = { label: 'This was not me', testid: 'disown', run: () => void this.disown(disown ?? '', last) };
        const usual = elsewhere ? [{ ...takeBack, primary: true }, again] : [again, takeBack];
        const actions = disown === null ? usual : [...usual, notMe];
        this.show(farewell({ title, text, good: elsewhere, actions }));
    }

    /** Called when somebody else has taken this person's call. Removes the device that has the call from the room. */
    private async disown(secret: string, last: LastCall | null): Promise<void> {
        try {
            const client = await connect();
            await client.disown(secret).finally(() => client.close());
        } catch (error) {
            return toast(`${explain(error).title}. ${explain(error).text}`, 'bad');
        }
        // The participant is not in the room any more.
        if (last) forgetLast(last.id);
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

/** `code`: the scanned code, if it may contain the token that the server demands. */
function connect(code?: string): Promise<BatonClient> {
    return BatonClient.connect({ server: serverAddress(), ...(code === undefined ? {} : { code }) });
}

function serverAddress(): string {
    return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/janus`;
}

function complain(call: Call, error: unknown): void {
    const { title, text } = explain(error);
    if (call.phase !== 'ended') toast(`${title}. ${text}`, 'bad');
}

async function send(call: Call, tracks: LocalTracks): Promise<void> {
    try {
        await call.publish(tracks);
    } catch (error) {
        stop(tracks);
        complain(call, error);
    }
}

/** Captures what was in use before a reload. */
async function captureAgain(memory: TabMemory | null): Promise<Captured> {
    const listed = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    return capture(wishAgain(memory, listed));
}

/** Sends what was sent before a reload. What was muted is muted before anything is sent. */
async function resend(call: Call, capturing: Promise<Captured>, memory: TabMemory | null): Promise<void> {
    const { tracks, problems } = await capturing;
    if (call.phase === 'ended') return stop(tracks);
    for (const kind of ['microphone', 'camera'] as const) {
        // The browser may have asked for a long time, and the person has turned it on meanwhile.
        if (call.localTrack(kind)) {
            tracks[kind]?.stop();
            delete tracks[kind];
        } else if (memory?.[kind]?.muted && !call.isMuted(kind)) await call.setMuted(kind, true);
    }
    // Also without tracks: the others see this person as away until the server knows what the page sends.
    await send(call, tracks);
    for (const { title, text } of explainDevices(problems)) toast(`${title}. ${text}`, 'bad');
    if (memory?.screen) toast(LEFT_BEHIND.screen);
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

function lastCall({ room, description, id }: Pick<Call, 'room' | 'description' | 'id'>, secret: string): LastCall {
    return { room, description, id, secret, at: Date.now() };
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
