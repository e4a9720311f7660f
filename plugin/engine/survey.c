/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the levels of microphones and of sounds of screens, notices microphones that send nothing, and sends bitrate
 * limits again. */
#include "engine/survey.h"

#include "state/layout.h"
#include "workflow/silence.h"

/* The most work of one tick, so that requests do not wait: audio sources of several rooms, and limits. One room is
 * always surveyed as a whole. */
enum { MICROPHONES = 256, CAPS = 64 };

static struct baton_room *next_room(const struct baton_engine *engine)
{
    const GList *head = engine->surveys.head;
    return head ? head->data : NULL;
}

/* Returns the number of audio sources. */
static size_t survey_room(struct baton_room *room)
{
    struct baton_engine *engine = room->engine;
    size_t sounds = baton_layout_listen(room);
    g_queue_unlink(&engine->surveys, &room->survey_link);
    room->survey_link.data = NULL;
    if (sounds > 0)
        baton_layout_expect_survey(room);
    baton_silence_survey(room);
    return sounds;
}

static void survey(struct baton_engine *engine)
{
    size_t surveyed = 0;
    struct baton_room *room;
    while (surveyed < MICROPHONES && (room = next_room(engine)) && room->next_survey <= engine->now)
        surveyed += survey_room(room);
}

static const struct baton_handle *next_to_cap(const struct baton_engine *engine)
{
    const GList *head = engine->caps.head;
    return head ? head->data : NULL;
}

/* Sends the limit again if the uplink still belongs to a device that has the call. */
static void repeat_caps(struct baton_engine *engine)
{
    const struct baton_handle *uplink;
    for (int i = 0; i < CAPS && (uplink = next_to_cap(engine)) && uplink->next_cap <= engine->now;
         i++) {
        struct baton_device *device = uplink->device;
        g_queue_pop_head_link(&engine->caps)->data = NULL;
        if (device && device->participant->active == device)
            baton_room_cap(device);
    }
}

void baton_survey_tick(struct baton_engine *engine)
{
    survey(engine);
    repeat_caps(engine);
}

baton_time baton_survey_deadline(const struct baton_engine *engine)
{
    const struct baton_room *room = next_room(engine);
    const struct baton_handle *uplink = next_to_cap(engine);
    return MIN(room ? room->next_survey : BATON_NEVER, uplink ? uplink->next_cap : BATON_NEVER);
}
