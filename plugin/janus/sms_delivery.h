/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passes text messages from the control thread to the SMS gateway's thread, and passes the result of each message back
 * to the control thread.
 */
#ifndef BATON_JANUS_SMS_DELIVERY_H
#define BATON_JANUS_SMS_DELIVERY_H

#include "confirm/gateway.h"
#include "janus/loop.h"

struct baton_sms_delivery;

/* `accepted`: whether the gateway has accepted the message with this key. If not, `why` is a sentence for people.
 * Control thread. */
typedef void (*baton_sms_delivery_done)(
    void *context, const char *key, bool accepted, const char *why);

/* Returns NULL if the gateway's thread could not be started. The caller has checked `settings`. */
struct baton_sms_delivery *baton_sms_delivery_new(
    const struct baton_gateway_settings *settings, baton_sms_delivery_done done, void *context);
/* Sets the loop to which results are posted. Results that come before this call are dropped. */
void baton_sms_delivery_set_loop(struct baton_sms_delivery *delivery, struct baton_loop *loop);
/* See send_sms of struct baton_host. Control thread. */
enum baton_error baton_sms_delivery_send(struct baton_sms_delivery *delivery, const char *key,
    const char *to, const char *text, struct baton_failure *failure);
/*
 * Ends the gateway, and drops the messages that it has not sent. Call it after baton_loop_stop, and before
 * baton_loop_free, because the gateway's thread may post results until it has ended.
 */
void baton_sms_delivery_free(struct baton_sms_delivery *delivery);

#endif
