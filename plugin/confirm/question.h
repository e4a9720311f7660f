/* SPDX-License-Identifier: GPL-3.0-or-later */
/* question owns what the channels have in common: a question as JSON, and the end of one. */
#ifndef BATON_CONFIRM_QUESTION_H
#define BATON_CONFIRM_QUESTION_H

#include "confirm/channel_type.h"

/* The fields that a device needs to show a question and to answer it, for json_decref. */
json_t *baton_question_json(const struct baton_question *question);

/* "old" if who is asked is the mover, else "remote". */
const char *baton_question_role(const struct baton_question *question);

/* The event `confirm_ended`: a withdraw() for channels of which the person's device knows. */
void baton_question_withdraw(const struct baton_channel_host *host,
    const struct baton_question *question, const struct baton_asked *asked, const char *outcome,
    const char *text);

#endif
