/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A row of the tables of requests: who may send the request, its fields, its replies, and the function
 * that performs it. The tables are in the files *_verbs.c of this layer; dispatch.c and admin.c find a
 * row by its verb.
 */
#ifndef BATON_API_REQUEST_KIND_H
#define BATON_API_REQUEST_KIND_H

#include "api/contract.h"
#include "api/fields.h"
#include "engine/engine.h"

/* A request that is being performed. Control thread only. */
struct baton_request {
    struct baton_engine *engine;
    struct baton_handle *handle; /* NULL: an operator's request, or the handle is detached */
    bool admin; /* the request came over the Admin API: fields with `.key` are not read */
    struct baton_fields fields; /* the message */
    const char *sdp;            /* the SDP of the request's JSEP, or NULL */
    /* The encodings of each m-line of this SDP, in the order of the offer: BATON_MAX_UPLINK_LINES elements. */
    const struct baton_encodings *encodings;
    const char *token_transfer; /* scan: see struct baton_scan_request */
    baton_time now;
    const struct baton_later *later; /* NULL: the sender cannot wait */
    char *answer;                    /* out: the SDP of the reply, for g_free */
    bool restart;                    /* out: whether this SDP restarts ICE */
    struct baton_failure *failure;
};

/* Reads the fields and calls the engine. Returns the body of the reply, or NULL with `failure` set. NULL without a
 * failure: the reply comes later (requests/request_fields.h). */
typedef json_t *(*baton_verb)(struct baton_request *request);

enum baton_jsep_use { BATON_JSEP_NONE, BATON_JSEP_MAY_OFFER, BATON_JSEP_ANSWERS };

/* The token that a request needs if Janus demands tokens. */
enum baton_token_use {
    BATON_TOKEN_NONE, /* no token: the sender has shown a token to Janus before */
    BATON_TOKEN_FULL, /* an unlimited Janus token */
    BATON_TOKEN_CODE, /* an unlimited Janus token, or the token of a code */
    BATON_TOKEN_CALL, /* an unlimited Janus token, or the token of a device that is in a call */
};

struct baton_request_kind {
    const char *verb;
    const char *meaning;
    enum baton_contract_handle on;
    const char *sender; /* who may send it */
    bool synchronous;   /* true: Janus's `success` carries the reply; false: an event carries it */
    enum baton_token_use token;
    enum baton_jsep_use jsep;
    const char *reply_type; /* type of the SDP that the reply may have: "offer", "answer" or NULL */
    int cost;      /* microseconds of the control thread, as tests/bench control measures them */
    bool draws;    /* the reply has a code, whose pictures another thread draws (code/drawing.h) */
    bool reserved; /* goes ahead of other requests while the session's reserved budget lasts */
    bool tells;    /* everybody in the room gets an event; busy if there are too many of them */
    bool recovers; /* does not show that the client has read earlier replies */
    bool audited;  /* its refusals are in the audit trail */
    const struct baton_field *fields;
    const struct baton_message *replies[4]; /* the possible replies; NULL ends the list */
    const enum baton_error *errors; /* errors besides the general ones, until BATON_OK; or NULL */
    baton_verb run;
};

/* Reads the fields of `rows` into the struct at `out`; see field_reader.h. */
bool baton_request_read(
    const struct baton_request *request, const struct baton_field *rows, void *out);

/* A request of this kind was refused with request->failure: notes it in the audit trail if the kind is audited. */
void baton_request_refused(
    const struct baton_request_kind *kind, const struct baton_request *request);

/* Returns the row of `verb` in `table`, or NULL. A row without a verb ends the table. */
const struct baton_request_kind *baton_request_kind_find(
    const struct baton_request_kind *table, const char *verb);

/* A list of errors for a row. */
#define BATON_FAILS_WITH(...)                                                                      \
    (const enum baton_error[])                                                                     \
    {                                                                                              \
        __VA_ARGS__, BATON_OK                                                                      \
    }

/* The field that dispatch.c reads if Janus demands tokens. */
#define BATON_TOKEN_FIELD                                                                          \
    {                                                                                              \
        "token", &baton_value_token,                                                               \
            "Needed if Janus demands tokens: a token that Janus accepts.",                         \
            .presence = BATON_OPTIONAL                                                             \
    }

#endif
