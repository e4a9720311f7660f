/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workflow/silence.h"

#include "media/stream.h"
#include "workflow/absence.h"
#include "workflow/transfer.h"

/* How long a participant may send nothing. Ten times longer than between two packets of Opus with DTX. */
#define LONGEST_PAUSE BATON_SECONDS(5)

/* Whether the participant has a microphone that is not muted. */
static bool has_microphone(const struct baton_participant *participant)
{
    const struct baton_source *source = participant->sources[BATON_MICROPHONE];
    return source && !source->muted;
}

/* Whether the microphone of the device in the call should send now. */
static bool should_send(const struct baton_participant *participant)
{
    const struct baton_device *device = participant->active;
    return device && device->uplink && device->uplink->up && !device->uplink->closing &&
           baton_device_feeds(device, BATON_MICROPHONE) &&
           (participant->absence.kind == BATON_NOT_AWAY || participant->absence.silent);
}

static bool has_paused(baton_time last, baton_time now)
{
    return last == BATON_NEVER || now - last >= LONGEST_PAUSE;
}

/* Whether no source of the participant has sent for so long. */
static bool sends_nothing(const struct baton_participant *participant)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        struct baton_stream_stats stats;
        if (!participant->sources[kind])
            continue;
        baton_stream_stats(participant->sources[kind]->stream, &stats);
        if (!has_paused(stats.last_packet, participant->engine->now))
            return false;
    }
    return true;
}

static bool may_become_away(const struct baton_participant *participant)
{
    const struct baton_transfer *transfer = participant->transfer;
    return baton_absence_is_kept(participant) && participant->absence.kind == BATON_NOT_AWAY &&
           !(transfer && baton_transfer_is_agreed(transfer));
}

/* Notes whether a packet has come since the last survey. `counts`: the microphone should send. */
static void note(struct baton_source *microphone, bool counts)
{
    const bool came = microphone->last_packet != microphone->noted_packet;
    microphone->flows = counts && (microphone->flows || came);
    microphone->noted_packet = microphone->last_packet;
}

static void check(struct baton_participant *participant)
{
    const struct baton_source *microphone = participant->sources[BATON_MICROPHONE];
    const bool paused = has_paused(microphone->last_packet, participant->engine->now);
    if (participant->absence.silent && (!paused || !sends_nothing(participant)))
        baton_absence_end_silence(participant);
    else if (paused && microphone->flows && may_become_away(participant) &&
             sends_nothing(participant))
        baton_absence_begin_silence(participant);
}

void baton_silence_review(struct baton_participant *participant)
{
    if (participant->absence.silent && !has_microphone(participant))
        baton_absence_end_silence(participant);
}

void baton_silence_survey(struct baton_room *room)
{
    for (guint i = 0; i < room->participants->len; i++) {
        struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        const bool counts = has_microphone(participant) && should_send(participant);
        if (participant->sources[BATON_MICROPHONE])
            note(participant->sources[BATON_MICROPHONE], counts);
        if (counts)
            check(participant);
        else
            baton_silence_review(participant);
    }
}
