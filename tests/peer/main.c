/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main: performs commands from stdin, one after the other, and answers on stdout (command.h). Given
 * a scenario, it performs that instead and prints one line of JSON.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer/input.h"
#include "peer/links.h"
#include "peer/loop.h"
#include "peer/output.h"
#include "peer/report.h"

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
    {"seed", 0, 0, G_OPTION_ARG_INT64, &settings.seed, "what random begins with", "N"},
    {0},
};

static bool parse(int *argc, char ***argv)
{
    GOptionContext *context = g_option_context_new("SCENARIO");
    GError *error = NULL;

    g_option_context_add_main_entries(context, options, NULL);
    bool fine = g_option_context_parse(context, argc, argv, &error);

    g_option_context_free(context);
    if (!fine)
        fprintf(stderr, "%s\n", error->message);
    g_clear_error(&error);
    if (fine && *argc == 1)
        return true;
    if (fine && (*argc != 2 || !settings.url || !settings.address)) {
        fprintf(stderr, "a scenario's file (- for stdin), --janus and --address are needed\n");
        return false;
    }
    return fine;
}

static char *read_all(const char *name)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    GString *text = g_string_new(NULL);
    char part[4096];
    size_t len;

    if (!file) {
        fprintf(stderr, "%s can't be read\n", name);
        g_string_free(text, TRUE);
        return NULL;
    }
    while ((len = fread(part, 1, sizeof(part), file)) > 0)
        g_string_append_len(text, part, (gssize)len);
    if (file != stdin)
        fclose(file);
    return g_string_free(text, FALSE);
}

#define PROFILES (settings.profiles ? settings.profiles : "SRTP_AEAD_AES_128_GCM")

static int perform_commands(void)
{
    static const struct peer_verb *const tables[] = {peer_links_verbs, NULL};
    struct peer_links *links = peer_links_new(PROFILES);
    struct peer_command command;
    char *line;

    peer_input_open();
    peer_output_open();
    while ((line = peer_input_next())) {
        peer_command_read(&command, line, tables);
        peer_output_send(peer_command_perform(&command, links));
        peer_command_clear(&command);
        g_free(line);
    }
    peer_links_free(links);
    peer_output_close();
    return 0;
}

int main(int argc, char **argv)
{
    if (!parse(&argc, &argv))
        return 2;
    if (argc == 1)
        return perform_commands();
    char *text = read_all(argv[1]);
    if (!text)
        return 2;
    struct peer_scenario scenario = {
        .world =
            {
                .url = settings.url,
                .address = settings.address,
                .profiles = PROFILES,
                .seed = (uint64_t)settings.seed,
                .codec = g_strcmp0(settings.codec, "h264") == 0 ? PEER_H264 : PEER_VP8,
                .videoroom = settings.videoroom,
            },
        .moves = json_array(),
        .gaps = json_array(),
        .janus = settings.pid,
        .marks = g_array_new(FALSE, FALSE, sizeof(struct peer_mark)),
    };
    peer_loop_watch();
    bool ran = peer_scenario_run(&scenario, text);
    scenario.lateness = peer_loop_lateness(scenario.measured, g_get_monotonic_time());
    json_t *report = peer_report_make(&scenario, ran);
    bool ok = json_is_true(json_object_get(report, "ok"));
    json_dumpf(report, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
    putchar('\n');
    fflush(stdout);
    json_decref(report);
    peer_scenario_end(&scenario);
    g_free(text);
    return ok ? 0 : 1;
}
