/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two devices feed a camera's stream in turn. They send one encoding or three, with temporal layers or without, and
 * stop and start encodings. Three receivers change their choices all the time. Each receiver must get one continuous
 * stream, in which every picture has come whole and with all pictures that it needs.
 */
#include <inttypes.h>
#include <stdio.h>

#include "simulcast.h"

enum { FRAMES = 4096, PACKETS = 3, HELD = 8, SECONDS = 60 };

/* What a picture needs: frames of the same encoding, or -1. */
struct frame {
    int needs[2];
    uint8_t packets, temporal;
};

struct encoder {
    struct frame frames[FRAMES];
    int count;
    int key, base, middle, upper; /* the last frame of each layer; -1 */
    int place;                    /* in the pattern of 8 pictures */
    bool active, wants_key, named;
};

static struct encoder encoders[2][BATON_ENCODINGS];
static struct {
    uint64_t random, seed;
    uint8_t counts[2];
    bool layered[2];
    int live;
    int loss, reorder; /* of 1000 packets */
    size_t plis, firs, checked;
    struct {
        struct sent_packet packet;
        int device, wait;
    } held[HELD];
} play;

/* What a receiver has got. */
struct view {
    const struct recorded_packet *last;
    bool whole[2][BATON_ENCODINGS][FRAMES];
    int packets; /* of the last picture */
};

static struct view views[RECEIVERS];

static uint32_t draw(uint32_t bound)
{
    return random_below(&play.random, bound);
}

/* --- the cameras ------------------------------------------------------------------------------ */

/* Three temporal layers, as Chromium sends them. Pictures 1 and 2 of 8 need only the lowest layer. */
static void plan(
    struct encoder *encoder, bool layered, struct frame *frame, struct sent_packet *packet)
{
    static const uint8_t layers[8] = {0, 2, 1, 2, 0, 2, 1, 2};
    const int place = encoder->place++ % 8;

    frame->needs[0] = encoder->base;
    frame->needs[1] = -1;
    frame->temporal = layered ? layers[place] : 0;
    packet->layered = layered;
    packet->temporal = frame->temporal;
    packet->sync = layered && (place == 1 || place == 2);
    if (frame->temporal == 1 && place == 6)
        frame->needs[1] = encoder->middle;
    if (frame->temporal == 2 && place != 1)
        frame->needs[1] = place == 5 ? encoder->upper : encoder->middle;
    if (frame->temporal == 0) {
        encoder->base = encoder->count;
        packet->tl0++;
    } else if (frame->temporal == 1) {
        encoder->middle = encoder->count;
    } else {
        encoder->upper = encoder->count;
    }
}

static void deliver(int device, const struct sent_packet *packet)
{
    arrive(device, packet);
    for (int i = 0; i < HELD; i++)
        if (play.held[i].wait > 0 && --play.held[i].wait == 0)
            arrive(play.held[i].device, &play.held[i].packet);
}

/* A packet is lost, held back behind some others, or comes in. */
static void pass(int device, const struct sent_packet *packet)
{
    const int i = (int)draw(HELD);

    if ((int)draw(1000) < play.loss)
        return;
    if ((int)draw(1000) >= play.reorder || play.held[i].wait > 0) {
        deliver(device, packet);
        return;
    }
    play.held[i].packet = *packet;
    play.held[i].device = device;
    play.held[i].wait = 1 + (int)draw(6);
}

static void encode(int device, int index)
{
    struct encoder *encoder = &encoders[device][index];
    struct sent_packet *packet = &world.last[device][index];
    struct frame *frame = &encoder->frames[encoder->count];
    const bool is_key = encoder->wants_key;

    assert_true(encoder->count < FRAMES);
    encoder->wants_key = false;
    if (is_key) {
        encoder->place = 0;
        encoder->base = encoder->middle = encoder->upper = -1;
    }
    plan(encoder, play.layered[device], frame, packet);
    frame->packets = (uint8_t)(1 + draw(PACKETS));
    packet->picture = (packet->picture + 1) & 0x7fff;
    packet->timestamp = (uint32_t)(world.now / 1000 * 90 + 777 * index + 99999 * device);
    packet->key = is_key;
    packet->rid = play.counts[device] > 1 && encoder->count < 5 ? (char)('a' + index) : 0;
    for (int i = 0; i < frame->packets; i++) {
        packet->seq++;
        packet->start = i == 0;
        packet->number = (uint32_t)encoder->count << 2 | (uint32_t)i;
        pass(device, packet);
    }
    encoder->count++;
}

static void start_encoder(int device, int index)
{
    encoders[device][index] =
        (struct encoder){.base = -1, .middle = -1, .upper = -1, .active = true, .wants_key = true};
    world.last[device][index].ssrc += 1000;
}

/* Requests for keyframes reach the encoders before their next picture. */
static void carry_requests(void)
{
    for (; play.plis < recorder.pli_count; play.plis++)
        encoders[*(const char *)recorder.plis[play.plis].handle == 'n'][0].wants_key = true;
    for (; play.firs < recorder.fir_count; play.firs++) {
        const struct recorded_fir *fir = &recorder.firs[play.firs];
        const int device = *(const char *)fir->handle == 'n';

        assert_int_equal(fir->ssrc, world.last[device][fir->encoding].ssrc);
        encoders[device][fir->encoding].wants_key = true;
    }
    if (play.plis > 3000 || play.firs > 3000)
        recorder.pli_count = recorder.fir_count = play.plis = play.firs = 0;
}

static void step(void)
{
    world.now += BATON_MS(33);
    for (int device = 0; device < 2; device++)
        for (int i = 0; i < play.counts[device]; i++)
            if (encoders[device][i].active)
                encode(device, i);
    carry_requests();
}

/* --- the receivers ---------------------------------------------------------------------------- */

static void check_needs(struct view *view, const struct recorded_packet *record)
{
    const int device = record->device % 10, index = record->device / 10;
    const struct frame *frame = &encoders[device][index].frames[record->number >> 2];

    for (int i = 0; i < 2; i++)
        if (frame->needs[i] >= 0)
            assert_true(view->whole[device][index][frame->needs[i]]);
    if (view->packets == frame->packets)
        view->whole[device][index][record->number >> 2] = true;
}

/* Checks the next packet that a receiver got, when no packet is lost or comes late. */
static void check_strictly(struct view *view, const struct recorded_packet *record)
{
    const struct recorded_packet *last = view->last;
    const bool begins = (record->number & 3) == 0;

    if (last) {
        assert_int_equal(record->seq, (uint16_t)(last->seq + 1));
        assert_int_equal(record->picture, (last->picture + begins) & 0x7fff);
        if (begins)
            assert_true((int32_t)(record->timestamp - last->timestamp) >= 90);
        else
            assert_int_equal(record->timestamp, last->timestamp);
    }
    if (!begins)
        assert_true(last && record->device == last->device && record->number == last->number + 1);
    else if (!last || record->device != last->device)
        assert_true(record->key_start);
    view->packets = begins ? 1 : view->packets + 1;
    check_needs(view, record);
    view->last = record;
}

/* Checks that no number comes twice, and that packets with higher numbers are later pictures. */
static void check_loosely(struct view *view, const struct recorded_packet *record)
{
    static bool seen[RECEIVERS][1 << 16];
    static uint16_t newest[RECEIVERS];
    const int which = (int)(view - views);
    const int ahead = (int16_t)(record->seq - newest[which]);

    if (!view->last) {
        memset(seen[which], 0, sizeof(seen[which]));
        newest[which] = record->seq;
        view->last = record;
    }
    assert_true(view->last == record || ahead > -128);
    assert_false(seen[which][record->seq]);
    seen[which][record->seq] = true;
    seen[which][(uint16_t)(record->seq + 0x8000)] = false;
    if (ahead <= 0)
        return;
    assert_true((int32_t)(record->timestamp - view->last->timestamp) >= 0);
    assert_true(((record->picture - view->last->picture) & 0x7fff) < 0x2000);
    newest[which] = record->seq;
    view->last = record;
}

static void check(void)
{
    static struct recorded_packet kept[RECEIVERS];

    for (size_t i = 0; i < recorder.count; i++) {
        const struct recorded_packet *record = &recorder.records[i];
        struct view *view = &views[*(const char *)record->handle - '0'];

        if (play.loss || play.reorder)
            check_loosely(view, record);
        else
            check_strictly(view, record);
    }
    for (int i = 0; i < RECEIVERS; i++)
        if (views[i].last) {
            kept[i] = *views[i].last;
            views[i].last = &kept[i];
        }
    recorder.count = 0;
}

/* --- what people do --------------------------------------------------------------------------- */

static void act(void)
{
    const int receiver = (int)draw(RECEIVERS), index = (int)draw(BATON_ENCODINGS);
    struct encoder *encoder = &encoders[play.live][index];

    switch (draw(12)) {
    case 0:
        choose(receiver, BATON_SLOT_NOTHING, 3);
        break;
    case 1:
        pli_arrive(world.downlinks[receiver], CAM, world.now);
        break;
    case 2:
        if (play.counts[play.live] > 1) { /* an encoding that starts begins with a keyframe */
            encoder->active = !encoder->active;
            encoder->wants_key = true;
        }
        break;
    case 3:
        baton_port_feed(world.downlinks[receiver], draw(2), world.now);
        break;
    default:
        choose(receiver, index, (int)draw(4));
    }
}

static void connect(int device)
{
    play.counts[device] = draw(2) ? 3 : 1;
    play.layered[device] = draw(2);
    for (int i = 0; i < BATON_ENCODINGS; i++)
        start_encoder(device, i);
    for (int i = 0; i < RECEIVERS; i++)
        memset(views[i].whole[device], 0, sizeof(views[i].whole[device]));
    bind(device, play.counts[device]);
}

static void swap(void)
{
    const struct baton_gate_needs needs = {.video = true};
    const int taker = 1 - play.live;

    connect(taker);
    for (uint32_t i = draw(20); i > 0; i--)
        step();
    world.gate = baton_gate_new(recorder.media, &needs);
    baton_stream_prepare(world.camera, world.gate, world.generations[taker]);
    baton_stream_arm_gate(world.gate);
    for (int i = 0; i < 200 && !fired(); i++)
        step();
    assert_true(fired());
    release_gate(world.gate);
    world.gate = NULL;
    baton_port_unbind(world.uplinks[play.live], CAM);
    play.counts[play.live] = 0;
    play.live = taker;
}

/* When nobody changes anything any more, all get what they have chosen. */
static void check_rest(void)
{
    const int most = play.counts[play.live] - 1;

    for (int i = 0; i <= most; i++)
        encoders[play.live][i].active = true;
    for (int i = 0; i < RECEIVERS; i++) {
        baton_port_feed(world.downlinks[i], true, world.now);
        choose(i, i, i);
    }
    for (int i = 0; i < 80; i++)
        step();
    for (int i = 0; i < RECEIVERS; i++) {
        assert_int_equal(sends(i), i < most ? i : most);
        if (play.layered[play.live])
            assert_int_equal(baton_port_choice(world.downlinks[i], CAM).temporal, i);
    }
}

static void run(uint64_t seed, int loss, int reorder)
{
    set_up(NULL);
    memset(&play, 0, sizeof(play));
    memset(views, 0, sizeof(views));
    play.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    play.loss = loss;
    play.reorder = reorder;
    connect(OLD);
    baton_stream_take(world.camera, world.generations[OLD]);
    for (int i = 0; i < RECEIVERS; i++)
        put(i);
    for (int swaps = 0; swaps < 8; swaps++) {
        for (int i = 0; i < 120; i++) {
            if (draw(8) == 0)
                act();
            step();
            check();
        }
        check_rest();
        check();
        swap();
        check();
    }
    tear_down(NULL);
}

TEST(every_receiver_gets_a_continuous_stream_whose_pictures_can_be_decoded)
{
    for (uint64_t seed = 1; seed <= 60; seed++)
        run(seed, 0, 0);
}

TEST(on_a_bad_network_no_number_comes_twice_and_later_numbers_are_later_pictures)
{
    for (uint64_t seed = 100; seed < 160; seed++)
        run(seed, 30, 60);
}
