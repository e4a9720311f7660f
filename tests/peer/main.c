/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Performs the commands on stdin, one after the other, and writes the replies to stdout (command.h). */
#include <glib.h>
#include <stdio.h>

#include "peer/lines.h"
#include "peer/link_table.h"
#include "peer/loop.h"
#include "peer/scenario.h"

static struct peer_settings settings = {.seed = 1};
static char *codec;

static const GOptionEntry options[] = {
    {"janus", 0, 0, G_OPTION_ARG_STRING, &settings.url, "Janus's WebSocket", "ws://HOST:PORT/"},
    {"janus-pid", 0, 0, G_OPTION_ARG_INT, &settings.janus, "Janus's process, for marks", "PID"},
    {"address", 0, 0, G_OPTION_ARG_STRING, &settings.address, "local address for media", "IPv4"},
    {"codec", 0, 0, G_OPTION_ARG_STRING, &codec, "video codec", "vp8|h264|vp9|av1"},
    {"videoroom", 0, 0, G_OPTION_ARG_NONE, &settings.videoroom, "use VideoRoom, not Baton", NULL},
    {"seed", 0, 0, G_OPTION_ARG_INT64, &settings.seed, "seed of the random numbers", "N"},
    {0},
};

static bool parse(int *argc, char ***argv)
{
    GOptionContext *context = g_option_context_new(NULL);
    GError *error = NULL;

    g_option_context_add_main_entries(context, options, NULL);
    bool fine = g_option_context_parse(context, argc, argv, &error);

    g_option_context_free(context);
    if (!fine)
        fprintf(stderr, "%s\n", error->message);
    g_clear_error(&error);
    settings.codec = PEER_VP8;
    if (fine && codec && !peer_codec_find(codec, &settings.codec)) {
        fprintf(stderr, "--codec: expected vp8, h264, vp9 or av1, got %s\n", codec);
        return false;
    }
    return fine;
}

static void perform_all(const struct peer_theme *themes)
{
    struct peer_command command;
    char *line;

    while ((line = peer_lines_next())) {
        peer_command_read(&command, line, themes);
        peer_lines_send(peer_command_perform(&command));
        peer_command_clear(&command);
        g_free(line);
    }
}

int main(int argc, char **argv)
{
    if (!parse(&argc, &argv))
        return 2;
    struct peer_link_table *table = peer_link_table_new();
    struct peer_scenario *scenario = peer_scenario_new(&settings);
    bool stopped = false;
    const struct peer_theme themes[] = {
        {peer_link_table_verbs, table, NULL, NULL},
        {peer_call_verbs, scenario, &stopped, peer_scenario_find},
        {peer_transfer_verbs, scenario, &stopped, peer_scenario_find},
        {peer_return_verbs, scenario, &stopped, peer_scenario_find},
        {peer_measure_verbs, scenario, &stopped, peer_scenario_find},
        {peer_report_verbs, scenario, NULL, NULL},
        {0},
    };
    peer_loop_watch();
    peer_lines_open();
    perform_all(themes);
    peer_scenario_free(scenario);
    peer_link_table_free(table);
    peer_lines_close();
    return 0;
}
