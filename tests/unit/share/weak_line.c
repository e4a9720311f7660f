/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weak_line.h"

#include <string.h>

static const int64_t rates[BATON_SHARE_ENCODINGS] = {150000, 500000, 2500000};
static const uint16_t heights[BATON_SHARE_ENCODINGS] = {180, 360, 720};
/* In 1/1000, by temporal layer. */
static const int64_t layers[3] = {400, 600, 1000};

enum {
    QUEUE_MS = 300,
    BURST = 8 * 8192,
    PACKET = 1000,
    PATH_MS = 20,
    KEYFRAME_MS = 150,
    START_MS = 500,
    FPS = 25,
    TRIES = 10,
    KEPT_MS = 1000, /* Janus keeps packets for so long */
    VOICE = 45000,  /* bit/s: 24 kb/s of Opus, and the headers of 50 packets */
};

static uint32_t draw(struct weak_line *line, uint32_t below)
{
    line->random = line->random * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)(line->random >> 8) * below >> 24);
}

void weak_line_init(struct weak_line *line, uint32_t seed)
{
    memset(line, 0, sizeof(*line));
    line->random = seed * 2654435761u + 1;
    line->now = BATON_SECONDS(100);
    line->buffer = BATON_MS(30);
    line->started = line->now;
    baton_estimate_init(&line->estimate, line->now);
}

void weak_line_add_voice(struct weak_line *line)
{
    line->slots[line->count++] =
        (struct weak_slot){.sound = true, .bitrate = VOICE, .encodings = 1};
}

void weak_line_add_video(struct weak_line *line, uint16_t shown, bool sharp, int encodings)
{
    struct weak_slot *slot = &line->slots[line->count++];
    *slot = (struct weak_slot){.shown = shown,
        .sharp = sharp,
        .encodings = (int8_t)encodings,
        .chosen = {0, 2},
        .real = {0, 2}};
    for (int e = 1; e < BATON_SHARE_ENCODINGS; e++)
        slot->live[e] = BATON_NEVER;
    slot->live[0] = line->now;
}

static int64_t rate_of(int encoding, int temporal)
{
    return rates[encoding] * layers[temporal] / 1000;
}

static void push(struct weak_line *line, struct weak_packet packet)
{
    int64_t bits = 8 * packet.bytes, limit = line->rate * QUEUE_MS / 1000 + BURST;
    bool video = !line->slots[packet.slot].sound;
    line->figures.bits += bits;
    bool dropped = line->rate > 0 && line->queued + bits > limit;
    if (draw(line, 1000) < line->own_loss)
        dropped = true;
    if (packet.tries == 0)
        line->expected++;
    if (!dropped && line->length < WEAK_PACKETS) {
        line->queue[(line->head + line->length++) % WEAK_PACKETS] = packet;
        line->queued += bits;
        return;
    }
    if (packet.tries == 0)
        line->lost++;
    if (!video) {
        line->figures.sound_lost++;
        line->figures.made_up += BATON_MS(20);
        return;
    }
    line->nacked++;
    if (packet.tries < TRIES && line->now - packet.born < BATON_MS(KEPT_MS) &&
        line->again_length < WEAK_PACKETS) {
        packet.tries++;
        packet.sent = line->now + BATON_MS(60) + line->delay;
        line->again[(line->again_head + line->again_length++) % WEAK_PACKETS] = packet;
    }
}

static void send_packet(struct weak_line *line, int slot, int bytes, bool last)
{
    line->report.sent.packets++;
    line->report.sent.bytes += (uint32_t)(bytes - BATON_ESTIMATE_OVERHEAD);
    push(line, (struct weak_packet){line->now, line->now, bytes, slot, 0, last});
}

/* The frames of the layers come as 0 2 1 2. */
static int layer_of(int frame)
{
    static const int pattern[4] = {0, 2, 1, 2};
    return pattern[frame % 4];
}

static void send_frame(struct weak_line *line, int index, bool key)
{
    static const int weight[3] = {400 * 4, 200 * 4, 400 * 2}; /* of a frame, in 1/1000 */
    struct weak_slot *slot = &line->slots[index];
    int layer = layer_of(slot->frame++);
    if (slot->real.encoding < 0 || layer > slot->real.temporal)
        return;
    int64_t bits = rates[slot->real.encoding] / FPS * weight[layer] / 1000;
    bits = bits * (800 + draw(line, 400)) / 1000;
    if (key)
        bits = 3 * rates[slot->real.encoding] / FPS;
    for (int left = (int)(bits / 8); left > 0; left -= PACKET)
        send_packet(line, index,
            (left < 100         ? 100
                : left < PACKET ? left
                                : PACKET) +
                BATON_ESTIMATE_OVERHEAD,
            left <= PACKET);
}

static void send_media(struct weak_line *line, int64_t step)
{
    for (size_t i = 0; i < line->count; i++) {
        struct weak_slot *slot = &line->slots[i];
        bool key = false;
        if (line->now >= slot->due) {
            key = slot->real.encoding != slot->chosen.encoding && !slot->sound;
            slot->real = slot->chosen;
        }
        if (slot->sound) {
            if (step % 2 == (int64_t)i % 2 && slot->real.encoding >= 0) {
                line->figures.sound_sent++;
                send_packet(line, (int)i, (int)(slot->bitrate / 50 / 8), true);
            }
        } else if (key || step % (1000 / FPS / WEAK_STEP_MS) == (int64_t)i % 4) {
            send_frame(line, (int)i, key);
        }
    }
    while (line->again_length > 0 && line->again[line->again_head].sent <= line->now) {
        struct weak_packet packet = line->again[line->again_head];
        line->again_head = (line->again_head + 1) % WEAK_PACKETS;
        line->again_length--;
        packet.sent = line->now;
        push(line, packet);
    }
}

static void hear(struct weak_line *line, baton_time waited)
{
    line->figures.delay_sum += waited;
    line->figures.delay_count++;
    if (waited > line->figures.delay_most)
        line->figures.delay_most = waited;
    if (waited > line->buffer) {
        line->figures.made_up += waited - line->buffer;
        line->buffer = waited;
    } else if (line->buffer > BATON_MS(30)) {
        line->buffer -= 100; /* 5 ms per second */
    }
}

static void carry(struct weak_line *line, int64_t step)
{
    int64_t now_rate = line->rate > 0 ? line->rate : 1000000000;
    line->tokens += now_rate * WEAK_STEP_MS / 1000;
    line->arrived[step % 100] = 0;
    while (line->length > 0 && line->tokens >= 8 * line->queue[line->head].bytes) {
        struct weak_packet *packet = &line->queue[line->head];
        line->tokens -= 8 * packet->bytes;
        line->queued -= 8 * packet->bytes;
        line->head = (line->head + 1) % WEAK_PACKETS;
        line->length--;
        line->delay = line->now - packet->sent;
        if (line->slots[packet->slot].sound)
            hear(line, line->delay);
        else
            line->arrived[step % 100] += 8 * (packet->bytes - BATON_ESTIMATE_OVERHEAD);
        line->figures.frames[packet->slot] += packet->last;
    }
    if (line->length == 0) {
        line->delay = 0;
        if (line->tokens > BURST)
            line->tokens = BURST;
    }
}

static int64_t throughput(const struct weak_line *line)
{
    int64_t sum = 0;
    for (int i = 0; i < 100; i++)
        sum += line->arrived[i];
    return sum;
}

/* The receiver's estimate, four times a second: see docs/decisions/0053. */
static void estimate_remb(struct weak_line *line)
{
    int64_t arrives = throughput(line);
    bool overuse = line->delay > line->delay_before + BATON_MS(15) || line->delay > BATON_MS(200);
    if (draw(line, 4000) < line->mistakes)
        overuse = true;
    line->delay_before = line->delay;
    line->report.remb = line->no_remb ? 0 : line->remb;
    if (arrives == 0)
        return;
    if (line->remb == 0)
        line->remb = arrives;
    if (overuse) {
        if (arrives * 850 / 1000 < line->remb)
            line->remb = arrives * 850 / 1000;
        line->hold = line->now + BATON_MS(500);
    } else if (line->now >= line->hold && line->delay < BATON_MS(50)) {
        int64_t most = arrives * 3 / 2 + 10000, more = line->remb * 1020 / 1000;
        if (line->remb < most)
            line->remb = more < most ? more : most;
    }
    line->report.remb = line->no_remb ? 0 : line->remb;
}

/* The answer to a sender report of Janus, which come every second. */
static void measure(struct weak_line *line)
{
    if (line->now - line->measured < BATON_SECONDS(1))
        return;
    line->measured = line->now;
    line->report.rtt = BATON_MS(PATH_MS) + line->delay;
}

static void receive(struct weak_line *line)
{
    bool video = throughput(line) > 0;
    if (line->now - line->remb_sent >= (video ? BATON_MS(250) : BATON_SECONDS(1))) {
        line->remb_sent = line->now;
        estimate_remb(line);
        measure(line);
    }
    baton_time interval = line->nacked > 0 ? BATON_MS(50)
                          : video          ? BATON_MS(250)
                                           : BATON_SECONDS(5);
    if (line->now - line->report_sent >= interval) {
        line->report_sent = line->now;
        line->report.expected += line->expected;
        line->report.lost += line->lost;
        line->expected = line->lost = 0;
        measure(line);
    }
    line->nacked = 0;
}

static void describe(const struct weak_line *line, size_t i, struct baton_share_slot *out)
{
    const struct weak_slot *slot = &line->slots[i];
    *out = (struct baton_share_slot){.sound = slot->sound,
        .sharp = slot->sharp,
        .shown = slot->shown,
        .count = (uint8_t)slot->encodings,
        .now = slot->chosen};
    if (slot->sound) {
        out->encodings[0] = (struct baton_share_encoding){
            .available = true, .layers = 1, .bitrate = {slot->bitrate}};
        return;
    }
    for (int e = 0; e < slot->encodings; e++) {
        struct baton_share_encoding *encoding = &out->encodings[e];
        *encoding =
            (struct baton_share_encoding){.available = true, .height = heights[e], .layers = 3};
        for (int t = 0; t < 3 && slot->live[e] != BATON_NEVER; t++)
            encoding->bitrate[t] = rate_of(e, t) * 106 / 100;
    }
}

/* A change takes effect at a keyframe of the new encoding. Temporal layers change at once. */
static void apply(struct weak_line *line, struct weak_slot *slot, struct baton_share share)
{
    struct baton_share_choice choice = share.choice;
    slot->limit = share.limit;
    if (choice.encoding == slot->chosen.encoding && choice.temporal == slot->chosen.temporal)
        return;
    line->figures.changes++;
    bool same = choice.encoding == slot->chosen.encoding || choice.encoding < 0;
    slot->chosen = choice;
    slot->due = line->now;
    if (slot->sound || same)
        return;
    slot->due += BATON_MS(KEYFRAME_MS);
    if (slot->live[choice.encoding] == BATON_NEVER) {
        slot->live[choice.encoding] = line->now;
        slot->due += BATON_MS(START_MS);
    }
}

static void survey(struct weak_line *line)
{
    struct baton_share_slot slots[WEAK_SLOTS];
    baton_estimate_report(&line->estimate, &line->report, line->now);
    line->report = (struct baton_estimate_report){0};
    struct baton_budget budget = baton_estimate_budget(&line->estimate, line->now);
    for (size_t i = 0; i < line->count; i++)
        describe(line, i, &slots[i]);
    baton_share_out_divide(
        &line->share_out, slots, line->count, &budget, line->ceiling, line->now, &line->plan);
    baton_estimate_expect(&line->estimate, &line->plan.expected, line->now);
    for (size_t i = 0; i < line->count; i++)
        apply(line, &line->slots[i], line->plan.shares[i]);
}

void weak_line_run(struct weak_line *line, baton_time time)
{
    for (baton_time end = line->now + time; line->now < end; line->now += BATON_MS(WEAK_STEP_MS)) {
        int64_t step = line->now / BATON_MS(WEAK_STEP_MS);
        send_media(line, step);
        carry(line, step);
        receive(line);
        line->figures.steps++;
        if (step % 20 == 0)
            survey(line);
    }
}

int64_t weak_line_sent(const struct weak_line *line)
{
    return line->figures.steps > 0 ? line->figures.bits * 1000 / WEAK_STEP_MS / line->figures.steps
                                   : 0;
}

bool weak_line_is_best(const struct weak_line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        if (line->slots[i].limit == BATON_SHARE_LINE || line->slots[i].limit == BATON_SHARE_CEILING)
            return false;
        if (!line->slots[i].sound && line->slots[i].shown > 0 && line->slots[i].real.temporal < 2)
            return false;
        if (!line->slots[i].sound && line->slots[i].shown >= 720 &&
            line->slots[i].real.encoding < line->slots[i].encodings - 1)
            return false;
    }
    return true;
}
