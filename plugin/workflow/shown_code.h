/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A code while it is written into a reply or event: its secret as a text. The pictures are drawn when the message is
 * sent (code/drawing.h). Control thread only. */
#ifndef BATON_WORKFLOW_SHOWN_CODE_H
#define BATON_WORKFLOW_SHOWN_CODE_H

#include <jansson.h>

#include "code/codetext.h"
#include "code/drawing.h"
#include "state/registry.h"

/* The code to make, and its entry in the ledger. */
struct baton_shown_code_wish {
    enum baton_code_kind kind;
    const char *link;    /* prefix of the text; it passed baton_link_check; NULL: no prefix */
    const char *auth;    /* short form of a token for a device without one; NULL: no token */
    const char *room;    /* id of the only room in which the code is valid; NULL: any room */
    const char *owner;   /* id of the owner, whose earlier code is superseded */
    const char *subject; /* id of the transfer or presentation */
    const char *holder;  /* the session that shows the code; see baton_handle_sender */
    baton_time expires;
};

/* Contains the secret: call baton_shown_code_fini as soon as the message is made. */
struct baton_shown_code {
    enum baton_code_kind kind;
    struct baton_digest digest;
    char text[BATON_CODETEXT_SIZE];
};

/* Makes a code and puts it into the ledger. On failure changes nothing and returns false with `failure` set. */
bool baton_shown_code_init(struct baton_shown_code *shown, struct baton_engine *engine,
    const struct baton_shown_code_wish *wish, struct baton_failure *failure);
void baton_shown_code_fini(struct baton_shown_code *shown);

/* Returns {kind, text, svg, png, alt} without the pictures, for json_decref. */
json_t *baton_shown_code_json(const struct baton_shown_code *shown);

#endif
