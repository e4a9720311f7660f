/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's settings for the engine, from the .jcfg file, as a plain struct. The values were checked before. Every
 * time is an interval in microseconds (base/clock.h). */
#ifndef BATON_STATE_CONFIG_H
#define BATON_STATE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "confirm/sms_budget.h"

struct baton_channel; /* confirm/channel.h */

enum { BATON_ICE_SERVERS_MAX = 8 };

struct baton_config {
    char *
        admin_key; /* owned; NULL: anyone may create rooms, and no client may make them permanent */
    size_t max_rooms;         /* rooms that may exist at the same time, permanent rooms included */
    size_t max_codes;         /* codes that the ledger may store, live or dead */
    size_t max_presentations; /* presentations that may exist at the same time */
    /* Limits for each Janus session, so that no client can use up what all clients share. */
    size_t max_session_rooms, max_session_presentations, max_session_codes;
    size_t session_participants; /* participants that one session may have in one room */
    baton_time
        empty_room_time;  /* a client's room ends when it has been empty this long; 0: never */
    int max_misses;       /* wrong codes after which a handle or a session is locked */
    int max_room_misses;  /* wrong codes of letters after which a room accepts no letters */
    int max_all_misses;   /* wrong letters in one lock_time after which nobody may scan letters */
    baton_time lock_time; /* how long one of these locks lasts */
    baton_time present_time;    /* lifetime of the code of a presentation */
    baton_time match_timeout;   /* from the first to the second scan of a mutual transfer */
    baton_time confirm_timeout; /* from the scan to the last response */
    baton_time connect_timeout; /* from the last response until the new device is connected */
    baton_time commit_timeout;  /* from the connection of the new device to the commit */
    /* how long after the end of the standby the old device can still send `disown` */
    baton_time disown_time;
    baton_time return_timeout; /* from the request `return` to the swap back */
    baton_time
        token_time; /* lifetime of a Janus token; its device gets a new one after half of it */
    baton_time pli_interval; /* shortest time between two keyframe requests to one source */
    bool keep_calls; /* rooms in use and the people in them are in the store, and outlast a crash */
    size_t audit_entries; /* number of entries of the audit trail that the store keeps */
    /* URLs of STUN and TURN servers for clients, which baton_ice_url_check has accepted. Ends with NULL; owned; NULL:
     * none. If one is a TURN server, `turn_secret` is not NULL. */
    char **ice_servers;
    char *turn_secret;    /* shared with the TURN servers; owned; NULL: there is no TURN server */
    baton_time turn_time; /* lifetime of a credential for the TURN servers */
    char *confirm_link;   /* URL of the page for tickets, without fragment; owned; NULL: none */
    struct baton_sms_limits sms_limits;
    bool sms_client_numbers;                  /* clients may name the number of their participant */
    const struct baton_channel *sms_fallback; /* channel used when an SMS fails; NULL: none */
};

/* Sets all defaults. The operator's settings in the file overwrite them later. */
void baton_config_init(struct baton_config *config);
void baton_config_fini(struct baton_config *config);

#endif
