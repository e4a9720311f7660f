/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shown_code owns a code that is being shown: its secret as text and picture, while the reply is
 * made.
 */
#ifndef BATON_WORKFLOW_SHOWN_CODE_H
#define BATON_WORKFLOW_SHOWN_CODE_H

#include <jansson.h>

#include "code/code.h"
#include "code/codetext.h"
#include "state/registry.h"

/* What is to be shown, and of whom and what it will be the code in the ledger. */
struct baton_shown_code_wish {
    enum baton_code_kind kind;
    const char *link;    /* NULL: none */
    const char *auth;    /* what lets a device without an account in; NULL: none */
    const char *room;    /* id; NULL: good for any */
    const char *owner;   /* id of whom it is the one live code; an earlier one is superseded */
    const char *subject; /* id of the transfer or presentation */
    baton_time expires;
};

/* Holds the secret: fini as soon as it is told. */
struct baton_shown_code {
    struct baton_digest digest;
    char text[BATON_CODETEXT_SIZE];
    struct baton_code_image image;
};

/* Makes a code and puts it into the ledger. False with `failure` set, and then nothing changed. */
bool baton_shown_code_init(struct baton_shown_code *shown, struct baton_engine *engine,
    const struct baton_shown_code_wish *wish, struct baton_failure *failure);
void baton_shown_code_fini(struct baton_shown_code *shown);

/* {kind, text, svg, png, alt}, for json_decref. */
json_t *baton_shown_code_json(const struct baton_shown_code *shown);

#endif
