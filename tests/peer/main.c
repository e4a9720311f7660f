/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main: performs commands from stdin, one after the other, and answers on stdout (command.h). */
#include <glib.h>
#include <stdio.h>

#include "peer/input.h"
#include "peer/link_table.h"
#include "peer/loop.h"
#include "peer/output.h"
#include "peer/scenario.h"

static struct {
    gboolean videoroom;
    char *url, *address, *profiles, *codec;
    gint64 seed;
    gint pid;
} settings = {.seed = 1};

static const GOptionEntry options[] = {
    {"janus", 0, 0, G_OPTION_ARG_STRING, &settings.url, "Janus's WebSocket", "ws://HOST:PORT/"},
    {"janus-pid", 0, 0, G_OPTION_ARG_INT, &settings.pid, "Janus's process, for marks", "PID"},
    {"address", 0, 0, G_OPTION_ARG_STRING, &settings.address, "own address for media", "IPv4"},
    {"srtp", 0, 0, G_OPTION_ARG_STRING, &settings.profiles,
        "profiles of SRTP, as OpenSSL names them", "LIST"},
    {"codec", 0, 0, G_OPTION_ARG_STRING, &settings.codec, "of pictures", "vp8|h264"},
    {"videoroom", 0, 0, G_OPTION_ARG_NONE, &settings.videoroom, "talk to VideoRoom, not to Baton",
        NULL},
    {"seed", 0, 0, G_OPTION_ARG_INT64, &settings.seed, "of random numbers", "N"},
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
    if (!settings.profiles)
        settings.profiles = g_strdup("SRTP_AEAD_AES_128_GCM");
    return fine;
}

static const struct peer_settings *shared(void)
{
    static struct peer_settings shared;

    shared = (struct peer_settings){
        .url = settings.url,
        .address = settings.address,
        .profiles = settings.profiles,
        .seed = (uint64_t)settings.seed,
        .codec = g_strcmp0(settings.codec, "h264") == 0 ? PEER_H264 : PEER_VP8,
        .videoroom = settings.videoroom,
    };
    return &shared;
}

static void perform_all(const struct peer_theme *themes)
{
    struct peer_command command;
    char *line;

    while ((line = peer_input_next())) {
        peer_command_read(&command, line, themes);
        peer_output_send(peer_command_perform(&command));
        peer_command_clear(&command);
        g_free(line);
    }
}

int main(int argc, char **argv)
{
    if (!parse(&argc, &argv))
        return 2;
    struct peer_link_table *table = peer_link_table_new(settings.profiles);
    struct peer_scenario *scenario = peer_scenario_new(shared(), settings.pid);
    bool stopped = false;
    const struct peer_theme themes[] = {
        {peer_link_table_verbs, table, NULL},
        {peer_call_verbs, scenario, &stopped},
        {peer_transfer_verbs, scenario, &stopped},
        {peer_measure_verbs, scenario, &stopped},
        {peer_report_verbs, scenario, NULL},
        {NULL, NULL, NULL},
    };
    peer_loop_watch();
    peer_input_open();
    peer_output_open();
    perform_all(themes);
    peer_scenario_free(scenario);
    peer_link_table_free(table);
    peer_output_close();
    return 0;
}
