/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages owns the way of text messages between the control thread and the gateway's: out with the
 * engine's wish, back with what the gateway said of it.
 */
#ifndef BATON_JANUS_SMS_DELIVERY_H
#define BATON_JANUS_SMS_DELIVERY_H

#include "confirm/gateway.h"
#include "janus/loop.h"

struct baton_sms_delivery;

/* What became of a message. Control thread. */
typedef void (*baton_sms_delivery_done)(
    void *context, const char *key, bool delivered, const char *words);

/* NULL if the gateway's thread could not be had. `settings` have passed their check. */
struct baton_sms_delivery *baton_sms_delivery_new(
    const struct baton_gateway_settings *settings, baton_sms_delivery_done done, void *context);
/* The loop by which answers come back: it is started later. NULL: they are dropped. */
void baton_sms_delivery_set_loop(struct baton_sms_delivery *messages, struct baton_loop *loop);
/* As send_sms of struct baton_host. Control thread. */
enum baton_error baton_sms_delivery_send(struct baton_sms_delivery *messages, const char *key,
    const char *to, const char *text, struct baton_failure *failure);
/* Ends the gateway: what is on its way is given up. Once the loop has been stopped, and before it
 * is freed: answers may come until then. */
void baton_sms_delivery_free(struct baton_sms_delivery *messages);

#endif
