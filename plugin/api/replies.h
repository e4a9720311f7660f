/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The replies of the API: the fields of each reply. */
#ifndef BATON_API_REPLIES_H
#define BATON_API_REPLIES_H

#include "api/contract.h"

extern const struct baton_message baton_reply_error; /* the reply to every request that fails */

extern const struct baton_message baton_reply_created;
extern const struct baton_message baton_reply_edited;
extern const struct baton_message baton_reply_destroyed;
extern const struct baton_message baton_reply_exists;
extern const struct baton_message baton_reply_list;
extern const struct baton_message baton_reply_participants;

extern const struct baton_message baton_reply_joined;
extern const struct baton_message baton_reply_synced_in_call, baton_reply_synced;
extern const struct baton_message baton_reply_closing;
extern const struct baton_message baton_reply_published;
extern const struct baton_message baton_reply_unpublished;
extern const struct baton_message baton_reply_configured;
extern const struct baton_message baton_reply_chat_sent;
extern const struct baton_message baton_reply_chat_response;
extern const struct baton_message baton_reply_hand_set;
extern const struct baton_message baton_reply_acknowledged, baton_reply_chat_history,
    baton_reply_muted;
extern const struct baton_message baton_reply_kicked;
extern const struct baton_message baton_reply_left;
extern const struct baton_message baton_reply_ice;
extern const struct baton_message baton_reply_subscribed;
extern const struct baton_message baton_reply_started;
extern const struct baton_message baton_reply_layout;

extern const struct baton_message baton_reply_code;
extern const struct baton_message baton_reply_presented;
extern const struct baton_message baton_reply_scanned_by_new;
extern const struct baton_message baton_reply_scanned_by_old;
extern const struct baton_message baton_reply_scanned_by_stand_in;
extern const struct baton_message baton_reply_confirmed;
extern const struct baton_message baton_reply_question;
extern const struct baton_message baton_reply_cancelled;
extern const struct baton_message baton_reply_withdrawn;
extern const struct baton_message baton_reply_returning;
extern const struct baton_message baton_reply_disowned;
extern const struct baton_message baton_reply_forgotten;

extern const struct baton_message baton_reply_status;
extern const struct baton_message baton_reply_devices;
extern const struct baton_message baton_reply_sources;
extern const struct baton_message baton_reply_transfers;
extern const struct baton_message baton_reply_issued;
extern const struct baton_message baton_reply_removed;
extern const struct baton_message baton_reply_phone;
extern const struct baton_message baton_reply_sms_reply;
extern const struct baton_message baton_reply_audit;

#endif
