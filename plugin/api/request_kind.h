/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request_kind owns what is known of each kind of request, as a row of a table: who may send it,
 * its fields, its replies, and the function that performs it. The rows stand in the *_verbs.c
 * of this layer; dispatch.c and admin.c find them by name.
 */
#ifndef BATON_API_REQUEST_KIND_H
#define BATON_API_REQUEST_KIND_H

#include "api/contract.h"
#include "api/fields.h"
#include "engine/engine.h"

/* A request being performed. Control thread. */
struct baton_request {
    struct baton_engine *engine;
    struct baton_handle *handle; /* NULL: a request about rooms, or an operator's */
    bool admin;                  /* over the Admin API: fields with `.key` are not read */
    struct baton_fields fields;  /* the message */
    const char *sdp;             /* of the JSEP that came along, or NULL */
    const char *token_transfer;  /* scan: as in struct baton_scan_request */
    baton_time now;
    char *answer; /* out: SDP that goes back, for g_free */
    bool restart; /* out: that SDP restarts ICE */
    struct baton_failure *failure;
};

/* Reads the fields and asks the engine. The reply's body, or NULL with `failure` set. */
typedef json_t *(*baton_verb)(struct baton_request *request);

enum baton_jsep_use { BATON_JSEP_NONE, BATON_JSEP_MAY_OFFER, BATON_JSEP_ANSWERS };

/* Which token a request needs where Janus demands tokens. */
enum baton_token_use {
    BATON_TOKEN_NONE, /* no token; its sender showed one to Janus before */
    BATON_TOKEN_FULL, /* an unlimited Janus token */
    BATON_TOKEN_CODE, /* an unlimited Janus token, or the token of a code */
};

struct baton_request_kind {
    const char *verb;
    const char *meaning;
    enum baton_contract_handle on;
    const char *sender; /* who may send it */
    bool synchronous;   /* Janus's `success` carries the reply; else an event does */
    enum baton_token_use token;
    enum baton_jsep_use jsep;
    const char *reply_type; /* of the SDP that may go back: "offer", "answer" or NULL */
    const struct baton_field *fields;
    const struct baton_message *replies[4]; /* one of these; ends with NULL */
    const enum baton_error *errors;         /* its own; ends with BATON_OK; NULL: none */
    baton_verb run;
};

/* Reads the fields of `rows` into the struct at `out`; see field_reader.h. */
bool baton_request_read(
    const struct baton_request *request, const struct baton_field *rows, void *out);

/* The row of that verb in a table that ends with a row without a verb, or NULL. */
const struct baton_request_kind *baton_request_kind_find(
    const struct baton_request_kind *table, const char *verb);

/* A list of errors for a row. */
#define BATON_FAILS_WITH(...)                                                                      \
    (const enum baton_error[])                                                                     \
    {                                                                                              \
        __VA_ARGS__, BATON_OK                                                                      \
    }

/* The field that dispatch.c reads where Janus demands tokens. */
#define BATON_TOKEN_FIELD                                                                          \
    {                                                                                              \
        "token", &baton_value_token, "Where Janus demands tokens: one that Janus accepts.",        \
            .presence = BATON_OPTIONAL                                                             \
    }

#endif
