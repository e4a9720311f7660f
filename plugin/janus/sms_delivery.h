/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sms_delivery owns the exchange between the control thread and the SMS gateway's thread: text messages go to the
 * gateway, and the result of each comes back to the control thread.
 */
#ifndef BATON_JANUS_SMS_DELIVERY_H
#define BATON_JANUS_SMS_DELIVERY_H

#include "confirm/gateway.h"
#include "janus/loop.h"

struct baton_sms_delivery;

/* The gateway has accepted the message with that key, or not; then `why` is a sentence for people. Control thread. */
typedef void (*baton_sms_delivery_done)(
    void *context, const char *key, bool accepted, const char *why);

/* NULL if the gateway's thread could not be started. `settings` have passed their check. */
struct baton_sms_delivery *baton_sms_delivery_new(
    const struct baton_gateway_settings *settings, baton_sms_delivery_done done, void *context);
/* The loop that results are posted to; it starts after this struct is made. Without it results are dropped. */
void baton_sms_delivery_set_loop(struct baton_sms_delivery *delivery, struct baton_loop *loop);
/* As send_sms of struct baton_host. Control thread. */
enum baton_error baton_sms_delivery_send(struct baton_sms_delivery *delivery, const char *key,
    const char *to, const char *text, struct baton_failure *failure);
/*
 * Ends the gateway, and drops the messages that it has not sent. Call it after baton_loop_stop and before
 * baton_loop_free: the gateway's thread may post results until then.
 */
void baton_sms_delivery_free(struct baton_sms_delivery *delivery);

#endif
