/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An engine on a fake host with a fake clock, and the devices of the test: their requests, and the
 * media that they send while time passes.
 */
#ifndef BATON_FAKE_WORLD_H
#define BATON_FAKE_WORLD_H

#include "fake/host.h"
#include "fake/memory.h"
#include "requests/requests.h"
#include "store/store.h"

/* Checks that a request was granted. */
#define ok(error) assert_int_equal(error, BATON_OK)

enum { FAKE_LINES = 6, FAKE_CODE = 640 };

struct fake_world {
    struct fake_host host;
    struct baton_config config;
    struct baton_engine *engine;
    baton_time now;
    GPtrArray *devices;         /* owned */
    bool gate_events_late;      /* the engine processes a fired gate only at its next deadline */
    const struct baton_room_settings *configured; /* a room of the settings file, or NULL */
    bool closing_slowly;        /* PeerConnections close only at world_closes_connections */
    json_t *last_reply;         /* last reply to the operator */
    struct fake_memory *memory; /* what the store has written; owned */
    struct baton_store *store;  /* owned */
    bool storing_slowly;        /* the store writes only at world_stores */
    struct baton_later later;   /* for requests whose reply comes later */
    unsigned later_count;       /* such replies so far */
    json_t *later_body;         /* the last of them; NULL: it was a failure */
    struct baton_failure later_failure;
    struct baton_restored_calls restored; /* of the last restart */
};

/* One encoding of a video with simulcast. */
struct fake_encoding {
    uint16_t seq, picture;
    unsigned asked; /* number of keyframe requests that the device has noticed */
    unsigned sent;  /* packets */
};

/* One m-line of an uplink. */
struct fake_feed {
    enum baton_source_kind kind;
    bool sends;
    bool keyless; /* the encoder makes no keyframes, even if asked */
    bool quiet;   /* the device sends no packets of this kind, although it has published it */
    uint16_t seq;
    uint32_t timestamp; /* RTP timestamp at time 0 */
    uint32_t ssrc;
    uint16_t picture;
    unsigned plis; /* number of keyframe requests that the device has noticed */
    baton_time due;
    /* Video with simulcast: `encodings` of the device. Bits in `idle`: encodings that the device does not send now. */
    struct fake_encoding encodings[BATON_ENCODINGS];
    unsigned idle;
};

struct fake_device {
    struct fake_world *world;
    const char *name;
    unsigned tag;                  /* last byte of all its packets; 1 .. FAKE_TAGS - 1 */
    struct fake_handle *up, *down; /* NULL: not attached */
    struct baton_handle *uplink, *downlink;
    bool up_live, down_live; /* the PeerConnections are up */
    unsigned asked;          /* requests on the uplink that show that the replies before were read */
    char id[BATON_ID_SIZE], device[BATON_ID_SIZE], private_id[BATON_ID_SIZE];
    char transfer[BATON_ID_SIZE];
    char code[FAKE_CODE];
    char presentation[BATON_ID_SIZE];
    char resume[BATON_TOKEN_SIZE]; /* the resume secret in the last reply that had one */
    const char *session;           /* the Janus session of its handles; "": not known */
    int number;                    /* the number that it shows after a scan; 0: no number */
    const char *codec;             /* its only video codec */
    int level;                     /* level of its microphone, 0 (loudest) to 127 */
    size_t encodings;              /* of each of its videos; 0: without simulcast */
    size_t lines;
    struct fake_feed feeds[FAKE_LINES]; /* the index is the m-line */
    char *answer;                       /* answer to the last offer, owned; NULL: none */
    json_t *reply;                      /* reply to the last granted request */
    struct baton_failure failure;       /* failure of the last refused request */
};

/* The handles of a connection that is lost, while the server still believes in it. */
struct fake_lost_handles {
    struct fake_handle *up, *down;
    struct baton_handle *uplink, *downlink;
};

/* --- world ------------------------------------------------------------------------------------ */

struct fake_world *world_new(void);
/* Takes ownership of the strings in `config`. The same `seed` repeats a run. */
struct fake_world *world_new_with(uint64_t seed, const struct baton_config *config);
/* Detaches every handle, checks that no state is left, and frees the engine. */
void world_free(struct fake_world *world);

/* Creates a room with default settings, or with the settings in `settings`. Unless they have `hold`, it is 0: whoever
 * vanishes leaves at once. */
void world_creates_room(struct fake_world *world, const char *room);
enum baton_error world_creates_room_with(
    struct fake_world *world, const struct baton_room_settings *settings, bool permanent);
enum baton_error world_destroys_room(struct fake_world *world, const char *room);

/* Time passes. Connected devices send their media, and the engine ticks when it is due. */
void world_plays(struct fake_world *world, int milliseconds);
/* Time passes, and no device sends. */
void world_waits(struct fake_world *world, int milliseconds);
/* The clock jumps, and the engine does not tick. */
void world_jumps(struct fake_world *world, int milliseconds);
void world_ticks(struct fake_world *world);
/* Reports that the PeerConnections which the engine has closed are down. */
void world_closes_connections(struct fake_world *world);
/* The operator sets a participant's telephone number; NULL removes it. */
void world_sets_phone(struct fake_world *world, const struct fake_device *device, const char *room,
    const char *phone);
/* Reports the address that a device's media comes from. */
void world_reports_network(
    struct fake_world *world, const struct fake_device *device, const char *address);
/* Reports an address that a device has named as an ICE candidate. */
void world_reports_candidate(
    struct fake_world *world, const struct fake_device *device, const char *address);
/* Returns the ticket in the last SMS. Fails the test if there is none. */
const char *world_last_ticket(const struct fake_world *world);
/* An SMS arrives from a number. Returns the reply. The world owns the reply until the next reply. */
json_t *world_receives_sms(struct fake_world *world, const char *from, const char *text);
/* Reports that the last SMS was not delivered. */
void world_fails_last_sms(struct fake_world *world);
/* The store writes all that waits, and reports it. */
void world_stores(struct fake_world *world);
/* Takes the reply that came later: checks it, and returns it as world_keeps_reply does, or NULL if it was a failure
 * (world->later_failure). Fails the test if there is none. */
json_t *world_takes_later(struct fake_world *world);
/* The operator, who can wait for the store. */
struct baton_authority world_operator(struct fake_world *world);
/* Janus crashes and starts again: every handle is gone, and the new engine has only what the store had written. */
void world_crashes(struct fake_world *world);
/* Ends the engine and makes another one, which has only what the store has kept. There must be no devices. */
void world_restarts(struct fake_world *world);
/* Performs the effects that the engine has collected. */
void world_flushes(struct fake_world *world);

/* Returns a number in the operator's `status`. */
int world_status(struct fake_world *world, const char *field);
/* Checks a reply of the Admin API and takes ownership of it. The world owns the reply until the next
 * reply. */
json_t *world_keeps_reply(struct fake_world *world, json_t *reply);

/* --- device ----------------------------------------------------------------------------------- */

/* The world owns the device. */
struct fake_device *device_new(struct fake_world *world, const char *name);

/* Attaches both handles, if they are not attached yet. */
void device_attaches(struct fake_device *device);
/* Each request returns BATON_OK or the error of its refusal. A handle is attached when it is first
 * needed. */
enum baton_error device_joins(struct fake_device *device, const char *room);
enum baton_error device_joins_as(
    struct fake_device *device, const struct baton_join_request *request);
/* Brings the participant of the device back, with the secret in device->resume or with any other. */
enum baton_error device_resumes(struct fake_device *device, const char *room);
enum baton_error device_resumes_with(
    struct fake_device *device, const char *room, const char *secret);
enum baton_error device_says_closing(struct fake_device *device);
/* Sends `sync` on the uplink. */
enum baton_error device_syncs(struct fake_device *device, uint64_t since);
/* `kinds`: kinds by name, such as "microphone camera". An exclamation mark after a name mutes it.
 * Other kinds end. NULL: publishes without an offer. */
enum baton_error device_publishes(struct fake_device *device, const char *kinds);
/* Publishes with an offer of the same m-lines and without `sources`, as for an ICE restart. */
enum baton_error device_restarts_uplink(struct fake_device *device);
/* `kinds`: kinds by name; NULL: all. */
enum baton_error device_unpublishes(struct fake_device *device, const char *kinds);
enum baton_error device_mutes(struct fake_device *device, enum baton_source_kind kind, bool muted);
enum baton_error device_subscribes(struct fake_device *device, unsigned audio, unsigned video);
/* Subscribes with `restart` only, and checks that Janus has to restart ICE. */
enum baton_error device_restarts_downlink(struct fake_device *device);
enum baton_error device_starts(struct fake_device *device);
/* Pins a source on a slot. `source` NULL: keeps the slot empty. */
enum baton_error device_pins(struct fake_device *device, const char *mid, const char *source);
enum baton_error device_unpins(struct fake_device *device, const char *mid);
enum baton_error device_lays_out(
    struct fake_device *device, const struct baton_layout_request *request);
/* The client shows a slot at this height; 0: nowhere. */
enum baton_error device_sizes(struct fake_device *device, const char *mid, unsigned height);
enum baton_error device_chats(struct fake_device *device, const char *text);
enum baton_error device_raises_hand(struct fake_device *device, bool raised);
enum baton_error device_leaves(struct fake_device *device);
enum baton_error device_kicks(struct fake_device *device, const struct fake_device *other);
enum baton_error device_mutes_other(
    struct fake_device *device, const struct fake_device *other, enum baton_source_kind kind);
enum baton_error device_shows_code(struct fake_device *device);
enum baton_error device_shows_code_with(
    struct fake_device *device, const struct baton_transfer_request *request);
enum baton_error device_scans(struct fake_device *device, const char *code);
/* Scans with the field `downlink`, which names the handle of the downlink of `owner`. `owner` may be another
 * device. */
enum baton_error device_scans_with_downlink(
    struct fake_device *device, const char *code, struct fake_device *owner);
enum baton_error device_scans_in_room(
    struct fake_device *device, const char *code, const char *room);
enum baton_error device_presents(struct fake_device *device, bool mutual);
enum baton_error device_presents_with(
    struct fake_device *device, const struct baton_present_request *request);
enum baton_error device_cancels_presentation(struct fake_device *device);
/* Requests with a ticket: to read the question, and to respond. */
enum baton_error device_reads_question(struct fake_device *device, const char *ticket);
enum baton_error device_confirms_by_ticket(
    struct fake_device *device, const char *ticket, bool yes, int number);
enum baton_error device_confirms(struct fake_device *device, bool yes, int number);
enum baton_error device_cancels(struct fake_device *device);
enum baton_error device_returns(struct fake_device *device);
enum baton_error device_disowns(struct fake_device *device, const char *secret);
/* Asks for the call again with the secret of a device that has had it. */
enum baton_error device_recalls(struct fake_device *device, const char *room, const char *secret);
enum baton_error device_forgets_devices(struct fake_device *device);
/* Asks for the ICE servers, on the uplink or on the downlink. */
enum baton_error device_asks_for_ice(struct fake_device *device);
enum baton_error device_asks_for_ice_on_downlink(struct fake_device *device);

/* Facts. These functions report them to the engine. */
void device_uplink_comes_up(struct fake_device *device);   /* the uplink's PeerConnection */
void device_downlink_comes_up(struct fake_device *device); /* the downlink's PeerConnection */
void device_uplink_goes_down(struct fake_device *device);
void device_downlink_goes_down(struct fake_device *device);
void device_vanishes(struct fake_device *device);     /* both handles vanish, the uplink first */
void device_loses_uplink(struct fake_device *device); /* the uplink's handle vanishes */
void device_loses_downlink(struct fake_device *device);
/* The device loses both handles and can get others, and nobody has told the server that the old ones are gone. */
struct fake_lost_handles device_vanishes_unnoticed(struct fake_device *device);
/* The server notices that these handles are gone. */
void world_notices(struct fake_world *world, struct fake_lost_handles *lost);

/* Publishes, subscribes with 3 audio and 4 video slots, and connects. */
void device_connects(struct fake_device *device, const char *kinds);
/* Joins, and then does device_connects. */
void device_enters(struct fake_device *device, const char *room, const char *kinds);

/* Sends one packet of audio or one frame now. Does nothing if the device does not send this
 * kind. */
void device_sends(struct fake_device *device, enum baton_source_kind kind, bool key);
/* Does what the events `encodings` so far say. Returns whether there was one. */
bool device_obeys(struct fake_device *device);
/* Sends one frame of an encoding of a video now, unless the device does not send it. */
void device_sends_encoding(
    struct fake_device *device, enum baton_source_kind kind, size_t encoding, bool key);
struct fake_feed *device_feed(struct fake_device *device, enum baton_source_kind kind);

/* Returns the event with this name from the uplink, borrowed. Fails the test if there is none. */
json_t *device_gets(struct fake_device *device, const char *event);
/* Does the same for the downlink. */
json_t *device_gets_on_downlink(struct fake_device *device, const char *event);
bool device_got(const struct fake_device *device, const char *event);
/* Drops all events so far, and restarts the counts of packets. */
void device_starts_listening(struct fake_device *device);
/* Counts the packets received from another device. */
unsigned device_hears(const struct fake_device *device, const struct fake_device *other);

const char *text_at(const json_t *object, const char *field);
int number_at(const json_t *object, const char *field);
bool is_true_at(const json_t *object, const char *field);
/* Returns the object in an array whose field has this text, borrowed. NULL: there is none. */
json_t *element_with(const json_t *array, const char *field, const char *text);

#endif
