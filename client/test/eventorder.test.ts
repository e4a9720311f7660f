// SPDX-License-Identifier: MIT
// The numbers of events: order, repeats, and gaps.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EventOrder } from '../src/eventorder.js';
import type { UplinkEvent } from '../src/wire.js';

let delivered: number[];
let gap: ReturnType<typeof vi.fn>;
let order: EventOrder;
const event = (seq?: number) => ({ baton: 'removed', reason: '', ...(seq !== undefined && { seq }) }) as UplinkEvent;

beforeEach(() => {
    delivered = [];
    gap = vi.fn();
    order = new EventOrder((one) => delivered.push(('seq' in one && one.seq) || -1), gap as () => void);
});

describe('numbered events', () => {
    it('are delivered once each, in order', () => {
        order.begin({ seq: 4 });
        for (const seq of [5, 5, 3, 6]) order.take(event(seq));
        expect(delivered).toEqual([5, 6]);
        expect(gap).not.toHaveBeenCalled();
    });

    it('after a gap wait until the missed ones are there', () => {
        order.begin({ seq: 0 });
        for (const seq of [1, 4, 5]) order.take(event(seq));
        expect(delivered).toEqual([1]);
        expect(gap).toHaveBeenCalledOnce();
        order.deliverMissed([2, 3, 4].map(event));
        order.resume(4);
        expect(delivered).toEqual([1, 2, 3, 4, 5]);
    });

    it('that the state has overtaken are dropped', () => {
        order.begin({ seq: 0 });
        order.take(event(3));
        order.resume(3);
        order.take(event(4));
        expect(delivered).toEqual([4]);
    });

    it('report another gap in what was kept', () => {
        order.begin({ seq: 0 });
        for (const seq of [2, 5]) order.take(event(seq));
        order.resume(2);
        expect(gap).toHaveBeenCalledTimes(2);
    });

    it('do not pile up without limit', () => {
        order.begin({ seq: 0 });
        for (let seq = 2; seq < 2_000; seq++) order.take(event(seq));
        order.resume(1);
        expect(delivered).toHaveLength(500);
        order.take(event(2_000));
        expect(gap).toHaveBeenCalledTimes(2);
    });
});

describe('events without a number', () => {
    it('are delivered at once, also during a gap and from a server that numbers nothing', () => {
        order.take(event());
        expect(order.seq).toBeUndefined();
        order.begin({ seq: 0 });
        order.take(event(2));
        order.take(event());
        expect(delivered).toEqual([-1, -1]);
    });
});
