// SPDX-License-Identifier: GPL-3.0-or-later
// Checks the order of the messages to one uplink, as a client sees it: no event of a room in which the device is not,
// none about somebody whom the client does not know, nobody who joins twice, nothing of a transfer that has ended, and
// no state of a transfer that goes back. tests/fake/reader.c checks the same in the engine tests.

const STATES = ['showing', 'matching', 'confirming', 'connecting', 'committing', 'standby', 'returning', 'ended'];

export class Order {
    /** Watches a handle. `fail` is called with each message that must not come. */
    static watch(handle, fail) {
        const order = new Order(fail);
        const push = handle.seen.push.bind(handle.seen);
        handle.seen.push = (message) => {
            order.read(message.plugindata?.data);
            // The list would grow for hours.
            if (handle.seen.length > 50)
                handle.seen.splice(0, 25);
            return push(message);
        };
        return order;
    }

    constructor(fail) {
        this.fail = fail;
        this.inRoom = false;
        this.people = new Set();
        this.transfers = new Map();
    }

    check(legal, data, why) {
        if (!legal)
            this.fail(`${why}: ${JSON.stringify(data).slice(0, 300)}`);
    }

    read(data) {
        READERS[data?.baton]?.call(this, data);
    }

    learn(data) {
        this.people = new Set(data.participants.map(({ id }) => id));
        this.inRoom = true;
    }

    leave() {
        this.inRoom = false;
    }

    ofRoom(data) {
        this.check(this.inRoom, data, 'an event of a room in which the device is not');
    }

    ofTransfer(data) {
        this.check(this.transfers.get(data.transfer) !== 'ended', data, 'an event of a transfer that has ended');
    }

    swap(data) {
        this.ofTransfer(data);
        if (data.participants)
            this.learn(data);
        else
            this.inRoom = false;
    }
}

const READERS = {
    joined: Order.prototype.learn,
    left: Order.prototype.leave,
    removed: Order.prototype.leave,
    room_destroyed: Order.prototype.leave,
    chat: Order.prototype.ofRoom,
    muted_by: Order.prototype.ofRoom,
    room_edited: Order.prototype.ofRoom,
    confirm: Order.prototype.ofTransfer,
    admitted: Order.prototype.ofTransfer,
    moved: Order.prototype.swap,
    returned: Order.prototype.swap,
    participant_joined(data) {
        this.ofRoom(data);
        this.check(!this.people.has(data.participant.id), data, 'somebody joins twice');
        this.people.add(data.participant.id);
    },
    participant_changed(data) {
        this.ofRoom(data);
        this.check(this.people.has(data.participant.id), data, 'somebody changes whom the client does not know');
    },
    participant_left(data) {
        this.ofRoom(data);
        this.check(this.people.delete(data.id), data, 'somebody leaves whom the client does not know');
    },
    transfer(data) {
        const last = this.transfers.get(data.transfer);
        this.ofTransfer(data);
        this.check(STATES.indexOf(data.state) > STATES.indexOf(last) ||
            (last === 'returning' && data.state === 'standby'), data, `the state goes back from ${last}`);
        this.transfers.set(data.transfer, data.state);
    },
    transfer_ended(data) {
        this.ofTransfer(data);
        this.transfers.set(data.transfer, 'ended');
    },
};
