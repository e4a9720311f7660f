/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The smallest host for an engine. It drops every message. Every SDP offer that it reads has one audio and one video
 * m-line. Its random numbers are the same in each run.
 */
#ifndef BATON_TESTS_MUTE_HOST_H
#define BATON_TESTS_MUTE_HOST_H

#include <glib.h>
#include <string.h>

#include "engine/engine.h"

static uint64_t mute_chance;

static bool mute_fill(void *context, void *out, size_t len)
{
    uint8_t *bytes = out;
    (void)context;
    for (size_t i = 0; i < len; i++) {
        mute_chance = mute_chance * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = (uint8_t)(mute_chance >> 56);
    }
    return true;
}

static void mute_relay(void *handle, int mindex, bool video, const struct baton_packet *packet)
{
    (void)handle, (void)mindex, (void)video, (void)packet;
}

static void mute_pli(void *handle, int mindex)
{
    (void)handle, (void)mindex;
}

static void mute_fir(void *handle, int mindex, uint8_t encoding, uint32_t ssrc, uint8_t first)
{
    (void)handle, (void)mindex, (void)encoding, (void)ssrc, (void)first;
}

static void mute_copy(
    const struct baton_packet *packet, void *form, uint8_t *data, uint16_t length)
{
    (void)packet, (void)form, (void)data, (void)length;
}

static void mute_wake(void)
{
}

static void mute_send(void *context, void *handle, const char *transaction, json_t *body,
    const char *type, const char *sdp, bool restart)
{
    (void)context, (void)handle, (void)transaction, (void)body, (void)type, (void)sdp;
    (void)restart;
}

static void mute_cap(void *context, void *handle, uint32_t bitrate)
{
    (void)context, (void)handle, (void)bitrate;
}

static void mute_close(void *context, void *handle)
{
    (void)context, (void)handle;
}

static bool mute_answer(void *context, const char *offer, enum baton_codec audio,
    enum baton_codec video, struct baton_sdp *lines, char **answer, struct baton_failure *failure)
{
    (void)context, (void)audio, (void)video;
    if (offer[0] != 'v') {
        baton_failure_set(failure, BATON_E_INVALID_SDP, "jsep.sdp: cannot be read");
        return false;
    }
    *lines = (struct baton_sdp){
        .count = 2,
        .lines = {{.mid = "0", .media = true, .sends = true, .pt = 111},
            {.mid = "1", .media = true, .video = true, .sends = true, .pt = 96}},
    };
    *answer = g_strdup("v=0 answer");
    return true;
}

static char *mute_offer(void *context, const struct baton_sdp_slots *slots)
{
    (void)context, (void)slots;
    return g_strdup("v=0 offer");
}

static bool mute_check_answer(
    void *context, const char *answer, size_t count, struct baton_failure *failure)
{
    (void)context, (void)answer, (void)count, (void)failure;
    return true;
}

static int64_t mute_wall_clock(void *context)
{
    (void)context;
    return 1767225600000;
}

static void mute_broadcast(
    void *context, void *const *handles, const uint64_t *numbers, size_t count, json_t *body)
{
    (void)context, (void)handles, (void)numbers, (void)count, (void)body;
}

static void mute_notify(void *context, void *handle, json_t *event)
{
    (void)context, (void)handle, (void)event;
}

static const struct baton_host mute_host = {
    .media = {.relay_rtp = mute_relay,
        .send_pli = mute_pli,
        .send_fir = mute_fir,
        .copy_form = mute_copy,
        .wake = mute_wake},
    .random = {.fill = mute_fill},
    .send = mute_send,
    .broadcast = mute_broadcast,
    .cap = mute_cap,
    .close_pc = mute_close,
    .sdp_answer = mute_answer,
    .sdp_offer = mute_offer,
    .sdp_check_answer = mute_check_answer,
    .wall_clock = mute_wall_clock,
    .notify = mute_notify,
};

#endif
