/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario: lines, one after the other, and an end in which all that is on its way arrives. */
#include "peer/scenario.h"

#include <string.h>

#include "peer/loop.h"
#include "peer/step.h"

enum {
    LAST_PACKETS = 100, /* milliseconds, without any impairment */
};

static const struct peer_verb *find_verb(const char *name)
{
    const struct peer_verb *themes[] = {peer_verbs_calling, peer_verbs_looking, peer_verbs_moving};

    for (size_t i = 0; i < G_N_ELEMENTS(themes); i++)
        for (const struct peer_verb *verb = themes[i]; verb->name; verb++)
            if (strcmp(verb->name, name) == 0)
                return verb;
    return NULL;
}

static bool perform(struct peer_step *step)
{
    if (step->count == 0 || step->words[0][0] == '#')
        return true;
    const struct peer_verb *verb = find_verb(step->words[0]);
    if (!verb)
        return peer_step_refuse(step, "no such verb");
    if (step->count - 1 < verb->words)
        return peer_step_refuse(step, "%d words are needed", verb->words);
    return verb->perform(step);
}

static bool perform_line(struct peer_scenario *scenario, const char *line)
{
    char *words[PEER_STEP_WORDS_MAX];
    char **all = g_strsplit_set(line, " \t\r", -1);
    struct peer_step step = {scenario, words, 0};

    for (int i = 0; all[i] && step.count < PEER_STEP_WORDS_MAX; i++)
        if (*all[i])
            words[step.count++] = all[i];
    bool fine = perform(&step);
    g_strfreev(all);
    return fine;
}

/* How long a packet may take from the encoder of a device to the reception of another. */
static int64_t longest_way(const struct peer_scenario *scenario)
{
    int64_t way[2] = {0, 0};

    for (int i = 0; i < scenario->device_count; i++) {
        const struct peer_device_options *options = &scenario->devices[i]->options;
        for (int direction = 0; direction < 2; direction++) {
            const struct peer_impairment *impairment = &options->impairment[direction];
            way[direction] =
                MAX(way[direction], options->delay + impairment->jitter + impairment->late);
        }
    }
    return way[PEER_UP] + way[PEER_DOWN];
}

/* Nobody sends any more, and what is on its way arrives: else it would be missed. */
static void fall_silent(struct peer_scenario *scenario)
{
    struct peer_source *source;

    for (int i = 0; i < scenario->device_count; i++) {
        struct peer_uplink *uplink = scenario->devices[i]->uplink;
        for (int k = 0; uplink && (source = peer_uplink_source(uplink, k)); k++)
            peer_source_settings(source)->stalled = true;
    }
    peer_loop_wait(NULL, NULL, (int)(longest_way(scenario) / 1000) + LAST_PACKETS);
}

bool peer_scenario_run(struct peer_scenario *scenario, const char *text)
{
    char **lines = g_strsplit(text, "\n", -1);
    bool fine = true;

    for (int i = 0; fine && lines[i]; i++) {
        scenario->line = i + 1;
        fine = perform_line(scenario, lines[i]);
    }
    g_strfreev(lines);
    fall_silent(scenario);
    return fine;
}

void peer_scenario_end(struct peer_scenario *scenario)
{
    for (int i = 0; i < scenario->device_count; i++)
        peer_device_free(scenario->devices[i]);
    scenario->device_count = 0;
    json_decref(scenario->moves);
    json_decref(scenario->gaps);
    g_array_unref(scenario->marks);
    scenario->moves = scenario->gaps = NULL;
}
