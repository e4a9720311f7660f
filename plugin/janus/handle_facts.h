/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passes facts that Janus reports about a handle to the control thread, through the reserved lane and in order. Any
 * thread. */
#ifndef BATON_JANUS_HANDLE_FACTS_H
#define BATON_JANUS_HANDLE_FACTS_H

#include "janus/attachment.h"
#include "janus/service.h"

enum baton_handle_fact {
    BATON_HANDLE_ATTACHED,
    BATON_HANDLE_DETACHED,
    BATON_HANDLE_MEDIA_UP,
    BATON_HANDLE_MEDIA_DOWN,
    BATON_HANDLE_OFFER_REFUSED,
};

/* Posts a fact. Takes ownership of the caller's reference. */
void baton_handle_facts_post(struct baton_service *service, struct baton_attachment *attachment,
    enum baton_handle_fact fact);
/* A request with an offer has been refused, and the engine does not know of it: see baton_engine_offer_refused. A
 * client can cause many such facts, so only one of each handle waits. */
void baton_handle_facts_post_refusal(
    struct baton_service *service, struct baton_attachment *attachment);
/* The handle's peer has this network address, or claims to have it. Takes ownership of the reference, and copies the
 * text. */
void baton_handle_facts_post_address(struct baton_service *service,
    struct baton_attachment *attachment, const char *address, bool claimed);

/* Detaches the handle without posting a fact. Call it on the control thread, or after the loop has stopped. */
void baton_handle_facts_detach(struct baton_service *service, struct baton_attachment *attachment);

#endif
