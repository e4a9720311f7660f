/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * world owns an engine on a fake host with a fake clock, and the devices that people hold: what they
 * ask for, and the media that they send as time passes.
 */
#ifndef BATON_FAKE_WORLD_H
#define BATON_FAKE_WORLD_H

#include "engine/engine.h"
#include "fake/host.h"

/* A request is granted. Needs cmocka. */
#define ok(error) assert_int_equal(error, BATON_OK)

enum { FAKE_LINES = 6, FAKE_CODE = 640 };

struct fake_world {
    struct fake_host host;
    struct baton_config config;
    struct baton_engine *engine;
    baton_time now;
    GPtrArray *devices;  /* owned */
    bool news_late;      /* the control thread hears of a fired gate only at its next tick */
    bool closing_slowly; /* PeerConnections stay up until world_closes */
    json_t *read;        /* the last answer to the operator */
};

/* One m-line of an uplink. */
struct fake_feed {
    enum baton_source_kind kind;
    bool sends;
    bool keyless; /* its encoder makes no keyframe, whoever asks */
    bool quiet;   /* sends nothing, though it said it would */
    uint16_t seq;
    uint32_t timestamp; /* at time 0 */
    uint32_t ssrc;
    uint16_t picture;
    unsigned plis; /* answered */
    baton_time due;
};

struct fake_device {
    struct fake_world *world;
    const char *name;
    unsigned tag;                       /* by which its packets are known, 1 .. FAKE_TAGS - 1 */
    struct fake_handle *up, *down;      /* NULL: none attached */
    struct baton_handle *uplink, *downlink;
    bool up_live, down_live;            /* the PeerConnections are up */
    char id[BATON_ID_SIZE], device[BATON_ID_SIZE], private_id[BATON_ID_SIZE];
    char transfer[BATON_ID_SIZE];
    char code[FAKE_CODE];
    char presentation[BATON_ID_SIZE];
    const char *session;                /* the Janus session its handles belong to */
    int number;                         /* shown after a scan; 0: none */
    const char *codec;                  /* its one video codec */
    int level;                          /* of its voice, 0 loudest .. 127 */
    size_t lines;
    struct fake_feed feeds[FAKE_LINES]; /* by m-line */
    json_t *reply;                      /* to the last request that was granted */
    struct baton_failure failure;       /* of the last one that was refused */
};

/* --- the world -------------------------------------------------------------------------------- */

struct fake_world *world_new(void);
/* `config` is taken over; `seed` repeats a run. */
struct fake_world *world_new_with(uint64_t seed, const struct baton_config *config);
/* Every device goes, then the engine. */
void world_free(struct fake_world *world);

/* A room with nothing but an id, and one with settings. */
void world_opens(struct fake_world *world, const char *room);
enum baton_error world_creates(struct fake_world *world, const struct baton_room_settings *settings,
                               bool permanent);
enum baton_error world_destroys(struct fake_world *world, const char *room);

/* Time passes; devices that are connected send what they send, and the engine ticks when due. */
void world_plays(struct fake_world *world, int milliseconds);
/* Time passes in silence. */
void world_waits(struct fake_world *world, int milliseconds);
/* The clock jumps, and nobody ticks. */
void world_jumps(struct fake_world *world, int milliseconds);
void world_ticks(struct fake_world *world);
/* The PeerConnections that were to be closed are down now. */
void world_closes(struct fake_world *world);
/* The operator knows a participant's number; NULL: not any more. */
void world_knows(struct fake_world *world, const struct fake_device *device, const char *room,
                 const char *phone);
/* The network sees where a device's media comes from. */
void world_sees(struct fake_world *world, const struct fake_device *device, const char *address);
/* The ticket in the last SMS; the test fails if there is none. */
const char *world_ticket(const struct fake_world *world);
/* An SMS comes from a number; answers what is answered. Borrowed until the next. */
json_t *world_hears(struct fake_world *world, const char *from, const char *text);
/* The last SMS sent was not delivered. */
void world_bounces(struct fake_world *world);
/* Performs what a request has caused. */
void world_settles(struct fake_world *world);

/* A number of the operator's `status`. */
int world_status(struct fake_world *world, const char *field);
/* Checks a reply of the Admin API and takes it over; borrowed until the next. */
json_t *world_reads(struct fake_world *world, json_t *reply);

/* --- a device --------------------------------------------------------------------------------- */

/* Lives until world_free. */
struct fake_device *device_new(struct fake_world *world, const char *name);

/* Requests answer what was refused, or BATON_OK. Handles are attached when first needed. */
enum baton_error device_joins(struct fake_device *device, const char *room);
enum baton_error device_joins_as(struct fake_device *device, const struct baton_join_request *request);
/* `what`: kinds by name, such as "microphone camera"; an exclamation mark behind one mutes it. Kinds
 * that are not in it end. NULL: nothing, without an offer. */
enum baton_error device_publishes(struct fake_device *device, const char *what);
/* Kinds by name; NULL: all. */
enum baton_error device_unpublishes(struct fake_device *device, const char *what);
enum baton_error device_mutes(struct fake_device *device, enum baton_source_kind kind, bool muted);
enum baton_error device_subscribes(struct fake_device *device, unsigned audio, unsigned video);
enum baton_error device_starts(struct fake_device *device);
/* Pins a source (NULL: emptiness) on a slot. */
enum baton_error device_pins(struct fake_device *device, const char *mid, const char *source);
enum baton_error device_unpins(struct fake_device *device, const char *mid);
enum baton_error device_says(struct fake_device *device, const char *text);
enum baton_error device_raises(struct fake_device *device, bool raised);
enum baton_error device_leaves(struct fake_device *device);
enum baton_error device_kicks(struct fake_device *device, const struct fake_device *other);
enum baton_error device_hushes(struct fake_device *device, const struct fake_device *other,
                               enum baton_source_kind kind);
enum baton_error device_transfers(struct fake_device *device);
enum baton_error device_transfers_with(struct fake_device *device,
                                       const struct baton_transfer_request *wish);
enum baton_error device_scans(struct fake_device *device, const char *code);
/* The same, and wants to receive on a handle of its own, or on one of another device. */
enum baton_error device_scans_with(
    struct fake_device *device, const char *code, struct fake_device *owner);
enum baton_error device_scans_for(struct fake_device *device, const char *code, const char *room);
enum baton_error device_presents(struct fake_device *device, bool mutual);
enum baton_error device_presents_with(
    struct fake_device *device, const struct baton_present_request *request);
enum baton_error device_withdraws(struct fake_device *device);
/* By a ticket: what is asked, and the answer. */
enum baton_error device_looks(struct fake_device *device, const char *ticket);
enum baton_error device_confirms_by(
    struct fake_device *device, const char *ticket, bool yes, int number);
enum baton_error device_confirms(struct fake_device *device, bool yes, int number);
enum baton_error device_cancels(struct fake_device *device);
enum baton_error device_returns(struct fake_device *device);

/* Facts. */
void device_up(struct fake_device *device);        /* the uplink's PeerConnection is up */
void device_down_up(struct fake_device *device);   /* the downlink's is */
void device_up_down(struct fake_device *device);   /* the uplink's is down */
void device_down_down(struct fake_device *device); /* the downlink's is down */
void device_dies(struct fake_device *device);      /* both handles vanish, the uplink first */
void device_loses_up(struct fake_device *device);  /* its uplink's handle vanishes */
void device_loses_down(struct fake_device *device);

/* Publishes, subscribes and connects: a device as in any call, with 3 slots for voices, 4 others. */
void device_connects(struct fake_device *device, const char *what);
/* Joins and connects. */
void device_enters(struct fake_device *device, const char *room, const char *what);

/* One packet of audio or one frame, at this instant. Nothing when it does not send this kind. */
void device_sends(struct fake_device *device, enum baton_source_kind kind, bool key);
struct fake_feed *device_feed(struct fake_device *device, enum baton_source_kind kind);

/* The event of this name on the uplink, borrowed; the test fails if there was none. */
json_t *device_gets(struct fake_device *device, const char *event);
/* The same on the downlink. */
json_t *device_sees(struct fake_device *device, const char *event);
bool device_got(const struct fake_device *device, const char *event);
/* Forgets all events so far, and counts packets anew. */
void device_listens(struct fake_device *device);
/* Packets that reached it: from another device, or in all. */
unsigned device_hears(const struct fake_device *device, const struct fake_device *other);

const char *text_at(const json_t *object, const char *field);
int number_at(const json_t *object, const char *field);
bool is_true_at(const json_t *object, const char *field);
/* The element of an array of objects whose field is a text, borrowed; NULL: none. */
json_t *element_with(const json_t *array, const char *field, const char *text);

#endif
