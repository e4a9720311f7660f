/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The changes and rows of a store, and the functions of a back end. A back end keeps the data: in a SQLite database
 * (store/database.h) or, in tests, in memory. One thread at a time uses a back end.
 */
#ifndef BATON_STORE_BACKEND_H
#define BATON_STORE_BACKEND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum baton_change_kind {
    BATON_CHANGE_NEW_ROOM, /* a new room with `text` as settings; deletes an earlier room with this id, its chat and its
                              participants */
    BATON_CHANGE_ROOM,    /* the settings of the room become `text` */
    BATON_CHANGE_NO_ROOM, /* deletes the room, its chat and its participants */
    /* Calls that outlast a crash: rooms in use that are not permanent, and the participants of all rooms in use. */
    BATON_CHANGE_CALL_ROOM,      /* the settings of a room in use become `text` */
    BATON_CHANGE_NO_CALL_ROOM,   /* deletes a room in use and its chat, not its participants */
    BATON_CHANGE_CALL_MESSAGE,   /* `text` is a message in the chat of a room in use */
    BATON_CHANGE_PARTICIPANT,    /* the state of a participant becomes `text` */
    BATON_CHANGE_NO_PARTICIPANT, /* deletes a participant */
    BATON_CHANGE_NO_CALLS,       /* deletes all rooms in use, their chat, and all participants */
    /* Nobody waits for a report of these. */
    BATON_CHANGE_NO_CHAT, /* deletes the chat of the room */
    BATON_CHANGE_MESSAGE, /* `text` is a message of the room's chat */
    BATON_CHANGE_AUDIT,   /* `text` is an entry of the audit trail */
};

/* All texts are UTF-8. The store does not read `text`. */
struct baton_change {
    enum baton_change_kind kind;
    const char *room;        /* id; audit: NULL if the entry is about no room */
    const char *transfer;    /* audit: id; NULL if the entry is about no transfer */
    const char *participant; /* id, with PARTICIPANT and NO_PARTICIPANT */
    const char *text;        /* JSON; NULL with the kinds that only delete */
    int64_t
        number; /* message: its id, above all earlier ids of the room; participant: the order of arrival */
    int64_t keep; /* message: the lowest id that stays; audit: how many entries stay */
};

/* One row that was read. Its texts are valid during the visit. */
struct baton_row {
    const char *room; /* NULL: an audit entry about no room */
    const char *text; /* JSON */
    int64_t
        number; /* message: its id; audit: its number; participant: the order of arrival; room: 0 */
    const char *participant; /* id; NULL in other rows */
};

/* Returns false to end the reading. */
typedef bool (*baton_row_visitor)(void *context, const struct baton_row *row);

/* Which entries of the audit trail are asked for. */
struct baton_audit_query {
    const char *room, *transfer; /* NULL: of all rooms, of all transfers */
    int64_t before;              /* only entries with a lower number; INT64_MAX: the latest */
    unsigned limit;
};

/* Each function gets `context`. A function that returns false sets `failure` to store_failed with the reason. */
struct baton_backend {
    void *context;
    bool (*begin)(void *context, struct baton_failure *failure);
    bool (*apply)(void *context, const struct baton_change *change, struct baton_failure *failure);
    /* When it returns true, the changes since `begin` survive a crash of the machine. */
    bool (*commit)(void *context, struct baton_failure *failure);
    /* After a failure of the three above: none of the changes since `begin` has happened. */
    void (*rollback)(void *context);
    /* In the order of the ids. */
    bool (*each_room)(
        void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure);
    /* Of all rooms, each room's messages in the order of their ids. */
    bool (*each_message)(
        void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure);
    /* The same for calls: the rooms in use, their messages, and the participants of each room in the order of their
     * arrival. */
    bool (*each_call_room)(
        void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure);
    bool (*each_call_message)(
        void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure);
    bool (*each_participant)(
        void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure);
    /* The latest entry first. */
    bool (*each_audit)(void *context, const struct baton_audit_query *query,
        baton_row_visitor visit, void *of_visitor, struct baton_failure *failure);
    void (*close)(void *context);
};

#endif
