/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A device: one browser or phone of a participant. It has two handles, the kinds of source that its uplink
 * sends, and the slots of its downlink. Control thread only.
 */
#ifndef BATON_STATE_DEVICE_H
#define BATON_STATE_DEVICE_H

#include "base/address.h"
#include "media/reception.h"
#include "share/estimate.h"
#include "state/handle.h"
#include "state/latest_events.h"
#include "state/source.h"

struct baton_participant;
struct baton_presentation;

enum baton_device_role {
    BATON_DEVICE_ACTIVE,    /* has the call */
    BATON_DEVICE_CANDIDATE, /* has scanned or shows a code, and does not have the call yet */
    BATON_DEVICE_STANDBY,   /* had the call before the commit, and can bring it back */
};

/* One kind of source that an uplink sends. */
struct baton_device_feed {
    bool sends;
    int mindex;
    int pt;
    char mid[BATON_SDP_MID_SIZE];
    struct baton_encodings encodings; /* the smallest first */
    baton_time began;                 /* when the device has said that it sends the kind so */
    unsigned idle;       /* bits: 1 << encoding. Nobody watches it, and the device was told */
    uint64_t generation; /* binding of this feed to a source's stream; 0: not bound yet */
    bool primary;        /* bound as the primary video, whose keyframe fires a gate */
    bool wants_muted;    /* before the device had the call, the person muted this kind */
};

/* A slot for which the device had chosen a source, on a downlink that is gone. */
struct baton_device_pin {
    bool video;
    size_t place;               /* among the slots for video, or those for audio */
    char source[BATON_ID_SIZE]; /* id of the source; "": the slot was kept empty */
};

struct baton_device_slot {
    bool video;
    bool pinned;
    bool seeded;                 /* its m-line has start values */
    struct baton_source *source; /* NULL: the slot is empty */
    bool sized;                  /* the client has said at which height it shows the slot */
    uint32_t shown_height;       /* this height in pixels; 0: it shows the slot nowhere */
    unsigned place; /* of its source in the ranking of the room, when the slots were last ranked */
    struct baton_share_choice choice; /* what was last decided for the slot */
    struct baton_slot_level level;
    bool level_untold; /* Janus's event handlers have not been told the level */
};

/* The share-out of a downlink. Only workflow/sharing writes it, except the wishes of the client: `layout` sets them. */
struct baton_device_share {
    uint32_t ceiling; /* the participant's own limit in bit/s; 0: none */
    bool prefer_detail
        [2]; /* on a weak line, of cameras and of screens: a sharp picture, not smooth motion */
    struct baton_estimate estimate;
    struct baton_share_out share_out;
    struct baton_reception seen; /* what the receiver had reported at the last review */
    int loss;                    /* of 1000 packets in the last report; -1: not known */
    uint64_t heard;              /* baton_port_heard at the last review that was not left out */
    int64_t total;               /* bit/s of all choices together */
    bool unsettled;              /* a slot has changed, or would take more: decide again soon */
    baton_time decided;          /* when the slots were last decided about */
    baton_time ranked; /* when the places of the slots were last noted; 0: a source is new */
    bool untold;                 /* the client has not been told the levels of its slots */
    baton_time told;             /* when the client was last told about its slots */
    baton_time due;              /* when the device is reviewed again */
    GList link; /* element of engine->shares; its data is NULL if the device is not reviewed */
};

struct baton_device {
    struct baton_engine *engine;
    char id[BATON_ID_SIZE];
    char private_id[BATON_ID_SIZE];
    struct baton_participant *participant;
    enum baton_device_role role;
    struct baton_handle *uplink, *downlink; /* NULL: there is none, or it was detached */
    /* baton_handle_sender of its last uplink; "": it had none. */
    char sender[BATON_HANDLE_SESSION_SIZE];
    char *name; /* the name that the device gave itself, owned; NULL: no name */
    struct baton_addresses addresses;
    GList
        token_link; /* in engine->token_queue; its data is NULL if the device has no Janus token of Baton */
    baton_time token_renewal;                /* when the device gets a new Janus token */
    struct baton_presentation *presentation; /* NULL: the device shows no code, or is in a call */

    bool declared; /* the device has sent `publish`, even if it sends no media */
    bool lost;     /* candidate: a PeerConnection went down after people had agreed to the device */
    struct baton_device_feed feeds[BATON_SOURCE_KINDS];
    uint32_t bitrate; /* the device's own limit for each video in bit/s; 0: no limit */

    bool fed; /* its slots get sources, because people have agreed to the device */
    size_t slot_count;
    bool slots_untold; /* a slot has changed, and the client has not been told */
    struct baton_device_slot slots[BATON_SDP_MAX_LINES]; /* the index is the mindex */
    GArray *pins; /* struct baton_device_pin, for the next downlink; NULL: none */
    size_t lost_slots[2]; /* number of slots of the last downlink that is gone: audio, video */
    uint64_t sdp_session, sdp_version;
    struct baton_device_share share;

    struct baton_latest_events events; /* the latest events for this device */
    uint64_t
        numbered_for; /* the flush (state/effects.h) in which its last event is sent; 0: it had no event */
    uint64_t seq_before; /* the number of the last event before this flush */

    bool closing; /* the client has said that it goes (request `closing`) */
    /* The last reply brought a resume secret. The next request shows that the device has it. */
    bool unshown;
};

/* Creates a device on a handle, which becomes its uplink. baton_participant_add then adds the device to a
 * participant. Returns NULL with `failure` set. */
struct baton_device *baton_device_new(
    struct baton_handle *uplink, enum baton_device_role role, struct baton_failure *failure);
/* Creates the device in the call of a participant who was in it before a restart of Janus: it has this id, and no
 * handles. Returns NULL with `failure` set. */
struct baton_device *baton_device_restore(
    struct baton_engine *engine, const char id[BATON_ID_SIZE], struct baton_failure *failure);
/* Unbinds the device's feeds, empties its slots, closes its PeerConnections, revokes its Janus token, ends its resume
 * secrets and frees the device. Its handles become fresh: they can be used for another call. Keeps the reason with the
 * handles and the secrets. */
void baton_device_free(struct baton_device *device, enum baton_ending ending);
/* Unbinds the device's feeds. What it has declared with `publish` does not hold any more. */
void baton_device_stop(struct baton_device *device);
/* Takes the device's handles away, as baton_device_free does. The device keeps its token, its secrets and its pins. */
void baton_device_strip(struct baton_device *device, enum baton_ending ending);
/* Makes a handle the uplink of a device that has no handles, and gives the device another private id: whoever knows the
 * old one must not get the downlink. */
void baton_device_equip(
    struct baton_device *device, struct baton_handle *uplink, const char private_id[BATON_ID_SIZE]);

/*
 * Queues an event for the device's uplink. Gives it the next number of the device, and keeps it
 * (state/latest_events.h), also while the device has no uplink. Takes ownership of `event`, which
 * nobody may change any more.
 */
void baton_device_send(struct baton_device *device, json_t *event);
/* Gives the next number of the device to an event for several devices, and keeps it. The caller sends it. `bytes`: the
 * extent of the event (base/extent.h). */
uint64_t baton_device_number(struct baton_device *device, json_t *event, size_t bytes);
/* Returns the number of the device's last event before the reply that is being made; 0: there was none. The events that
 * the same request has caused follow this reply. */
uint64_t baton_device_last_seq(const struct baton_device *device);
/* Adds this number to a reply, as the field `seq`. */
void baton_device_add_seq(const struct baton_device *device, json_t *reply);

/* Returns the device whose uplink this handle is, or NULL with wrong_handle or not_in_call set. */
struct baton_device *baton_device_of_uplink(
    const struct baton_handle *handle, struct baton_failure *failure);
/* Does the same, but the device must also have the call. If not, returns NULL with wrong_state set. */
struct baton_device *baton_device_in_call(
    const struct baton_handle *handle, struct baton_failure *failure);

/* Returns the name under which limits are counted for the device, also while it has no handles. The text belongs to the
 * device. */
const char *baton_device_sender(const struct baton_device *device);
const char *baton_device_role_name(enum baton_device_role role);
/* Whether the device's uplink sends at least one kind. */
bool baton_device_sends(const struct baton_device *device);
/* Whether the feed is this m-line of an offer, with the same payload type and encodings. The mid may differ. */
bool baton_device_feed_fits(
    const struct baton_device_feed *feed, const struct baton_sdp_line *line, int mindex);
/* Whether the device feeds a kind now: it sends the kind, and its uplink has a PeerConnection that
 * is up or coming up. */
bool baton_device_feeds(const struct baton_device *device, enum baton_source_kind kind);
/* Tells the packet path how the device sends a kind from now on, also while there is no source to bind it to: only the
 * first packets of an encoding name it. */
void baton_device_expect(const struct baton_device *device, enum baton_source_kind kind);
/* Binds the device's feed of this source's kind to the source's stream. The stream drops the packets of the
 * feed until baton_stream_take, or a gate, makes it forward them. */
void baton_device_bind(struct baton_device *device, const struct baton_source *source);
/* Whether a feed is bound as the primary video and is not the primary video any more, or the other way
 * round. */
bool baton_device_is_misbound(const struct baton_device *device, enum baton_source_kind kind);
/* Unbinds the feed of a kind, because the device does not send this kind any more. */
void baton_device_unbind(struct baton_device *device, enum baton_source_kind kind);
/* Finds the kind that the device sends on an m-line. Returns false and does not set `*kind` if it sends
 * nothing there. */
bool baton_device_find_feed(
    const struct baton_device *device, const char *mid, enum baton_source_kind *kind);
/* Tells the client how much the uplink may send. `room_cap`: the room's limit for each video in bit/s; 0:
 * no limit. */
void baton_device_cap(struct baton_device *device, uint32_t room_cap);

/* The choice with which a slot with a source begins, and the choice of a hidden slot. */
extern const struct baton_share_choice baton_device_first_choice, baton_device_no_choice;
/* Whether the client has said that it does not show the slot, so that nothing is sent on it. */
bool baton_device_hides(const struct baton_device_slot *slot);
/* Chooses the encoding and the temporal layers of the slot with this index. */
void baton_device_choose(
    struct baton_device *device, size_t index, struct baton_share_choice choice);
/* Puts a source (NULL: no source) on the slot with this index. If memory ran out, the slot is empty afterwards. */
void baton_device_put(struct baton_device *device, size_t index, struct baton_source *source);
/* Returns the number of the device's slots for video, or for audio. */
size_t baton_device_count_slots(const struct baton_device *device, bool video);
/* Returns the number of slots for video, or for audio, that another device needs to take the place of this one: those
 * of its downlink or, if it has lost its handles, those of the downlink that it had. */
size_t baton_device_inherited_slots(const struct baton_device *device, bool video);
/* Returns the number of slots for video, or for audio, of the device's downlink or, without one, of its last one. */
size_t baton_device_last_slots(const struct baton_device *device, bool video);
/* Sends the sources of the slots if people have agreed to the device and its downlink, which it must have, is up.
 * Returns whether a slot has become empty because memory ran out. */
bool baton_device_feed(struct baton_device *device);
/* People have agreed to the device: after this call, its slots get sources. */
void baton_device_start_feeding(struct baton_device *device);
/* Empties and removes every slot, and remembers which were pinned. Call it when the downlink's PeerConnection is
 * gone. */
void baton_device_reset_slots(struct baton_device *device);
/* Writes the pins that the device has on its downlink or, without a downlink, for the next one. Returns how many. */
size_t baton_device_list_pins(
    const struct baton_device *device, struct baton_device_pin pins[BATON_SDP_MAX_LINES]);
/* Sets the pins for the next downlink. */
void baton_device_set_pins(
    struct baton_device *device, const struct baton_device_pin *pins, size_t count);
/* Returns the pin that a slot of an earlier downlink had, or NULL. `place`: among the slots of this kind. */
const struct baton_device_pin *baton_device_find_pin(
    const struct baton_device *device, bool video, size_t place);
void baton_device_forget_pins(struct baton_device *device);
/* Gives `to` the pins that `from` has for its next downlink. */
void baton_device_copy_pins(struct baton_device *to, const struct baton_device *from);

#endif
