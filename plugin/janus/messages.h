/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages owns the way of text messages between the control thread and the gateway's: out with the
 * engine's wish, back with what the gateway said of it.
 */
#ifndef BATON_JANUS_MESSAGES_H
#define BATON_JANUS_MESSAGES_H

#include "confirm/gateway.h"
#include "janus/loop.h"

struct baton_messages;

/* What became of a message. Control thread. */
typedef void (*baton_messages_done)(
    void *context, const char *key, bool delivered, const char *words);

/* NULL if the gateway's thread could not be had. `settings` have passed their check. */
struct baton_messages *baton_messages_new(
    const struct baton_gateway_settings *settings, baton_messages_done done, void *context);
/* The loop by which answers come back: it is started later. NULL: they are dropped. */
void baton_messages_set_loop(struct baton_messages *messages, struct baton_loop *loop);
/* As send_sms of struct baton_host. Control thread. */
enum baton_error baton_messages_send(struct baton_messages *messages, const char *key,
    const char *to, const char *text, struct baton_failure *failure);
/* Ends the gateway: what is on its way is given up. Once the loop has been stopped, and before it
 * is freed: answers may come until then. */
void baton_messages_free(struct baton_messages *messages);

#endif
