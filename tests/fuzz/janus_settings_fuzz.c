/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads any file as janus.plugin.baton.jcfg, with Janus's own parser, as at the start of the plugin: its sections, its
 * settings and its rooms. What is accepted must be within the limits. No secret is set to an empty text.
 */
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#include "api/admin.h"
#include "base/ice_url.h"
#include "fuzz/fuzz.h"
#include "janus/configfile.h"
#include "plain_line.h"
#include "unit/api/mute_host.h"

extern int janus_log_level;

/* libconfig leaks the text before a syntax error. Janus reads the file once, when it starts. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig\n";
}

static char folder[] = "/tmp/baton-fuzz-XXXXXX";

static void remove_folder(void)
{
    char path[64];

    snprintf(path, sizeof(path), "%s/janus.plugin.baton.jcfg", folder);
    unlink(path);
    rmdir(folder);
}

static void write_file(const uint8_t *data, size_t size)
{
    static bool made;
    char path[64];

    if (!made) {
        made = true;
        assert(mkdtemp(folder));
        atexit(remove_folder);
    }
    snprintf(path, sizeof(path), "%s/janus.plugin.baton.jcfg", folder);
    FILE *file = fopen(path, "w");
    assert(file && fwrite(data, 1, size, file) == size);
    fclose(file);
}

static void create_rooms(const struct baton_configfile *file, struct baton_engine *engine)
{
    const json_t *rooms = baton_configfile_rooms(file);

    baton_engine_set_origin(engine, BATON_ROOM_CONFIGURED);
    for (size_t i = 0; i < json_array_size(rooms); i++) {
        struct baton_failure failure;
        struct baton_reply reply;
        const struct baton_request_kind *request =
            baton_admin_admit(json_array_get(rooms, i), &failure);
        if (!request) {
            assert(failure.error && is_plain_line(failure.text));
            continue;
        }
        baton_admin_run(request, engine, json_array_get(rooms, i), NULL, BATON_SECONDS(1), &reply);
        assert(reply.body);
        baton_reply_fini(&reply);
    }
}

/* The secret is there exactly if a server is a TURN server, and every server is valid. */
static void check_ice(const struct baton_config *config)
{
    bool turn = false;

    for (size_t i = 0; config->ice_servers && config->ice_servers[i]; i++) {
        assert(i < BATON_ICE_SERVERS_MAX);
        assert(baton_ice_url_check(config->ice_servers[i], NULL) == BATON_OK);
        turn |= baton_ice_url_is_turn(config->ice_servers[i]);
    }
    assert(turn == (config->turn_secret && config->turn_secret[0]));
    assert(config->turn_time >= BATON_SECONDS(60) && config->turn_time <= BATON_SECONDS(86400));
}

static void check_settings(const struct baton_settings *settings)
{
    const struct baton_config *config = &settings->config;

    assert(config->max_rooms > 0 && config->max_codes > 0 && config->max_presentations > 0);
    assert(config->max_misses > 0 && config->lock_time > 0 && config->confirm_timeout > 0);
    assert(settings->decoders >= 1 && settings->decoders <= BATON_DECODERS_MAX);
    assert(!settings->token_auth_secret || settings->token_auth_secret[0]);
    assert(!config->admin_key || config->admin_key[0]);
    assert(!settings->store || settings->store[0] == '/' ||
           strcmp(settings->store, BATON_NO_STORE) == 0);
    check_ice(config);
    assert(!settings->has_gateway || baton_gateway_check(&settings->gateway, NULL) == BATON_OK);
}

static void read_file(void)
{
    struct baton_settings settings;
    struct baton_configfile *file = baton_configfile_open(folder);

    if (!file)
        return;
    baton_settings_init(&settings);
    if (baton_configfile_read(file, &settings)) {
        check_settings(&settings);
        struct baton_engine *engine = baton_engine_new(&settings.config, &mute_host);
        assert(engine);
        create_rooms(file, engine);
        baton_engine_free(engine);
    }
    baton_settings_fini(&settings);
    baton_configfile_free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The parser would read any file of this machine. */
    if (g_strstr_len((const char *)data, (gssize)size, "@include"))
        return 0;
    janus_log_level = 0;
    write_file(data, size);
    read_file();
    return 0;
}
