/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The defaults of the operator's settings. */
#include "state/config.h"

#include <glib.h>
#include <openssl/crypto.h>
#include <string.h>

void baton_config_init(struct baton_config *config)
{
    *config = (struct baton_config){
        .max_rooms = 1000,
        .max_codes = 10000,
        .max_presentations = 1000,
        .max_session_rooms = 10,
        .max_session_presentations = 3,
        .max_session_codes = 16,
        .session_participants = 10,
        .empty_room_time = BATON_SECONDS(300),
        .max_misses = 5,
        .max_room_misses = 20,
        .max_all_misses = 1000,
        .sms_limits = baton_sms_limits_default,
        .sms_client_numbers = true,
        .lock_time = BATON_SECONDS(300),
        .present_time = BATON_SECONDS(60),
        .match_timeout = BATON_SECONDS(60),
        .confirm_timeout = BATON_SECONDS(30),
        .connect_timeout = BATON_SECONDS(20),
        .commit_timeout = BATON_SECONDS(10),
        .disown_time = BATON_SECONDS(600),
        .return_timeout = BATON_SECONDS(5),
        .token_time = BATON_SECONDS(600),
        .pli_interval = BATON_MS(500),
        .keep_calls = true,
        .audit_entries = 10000,
        .turn_time = BATON_SECONDS(3600),
    };
}

void baton_config_fini(struct baton_config *config)
{
    g_clear_pointer(&config->admin_key, g_free);
    g_clear_pointer(&config->confirm_link, g_free);
    g_clear_pointer(&config->ice_servers, g_strfreev);
    if (config->turn_secret)
        OPENSSL_cleanse(config->turn_secret, strlen(config->turn_secret));
    g_clear_pointer(&config->turn_secret, g_free);
}
