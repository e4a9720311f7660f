/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A client's request, from its arrival on a thread of Janus to its reply.
 *
 * janus/allowance.h admits or refuses the request. An admitted request waits for the control thread: in the reserved
 * lane, or in the queue that is fair between Janus's sessions. Before a `scan` with images waits for the control
 * thread, the decoder reads the images.
 */
#ifndef BATON_JANUS_CLIENT_REQUEST_H
#define BATON_JANUS_CLIENT_REQUEST_H

#include <jansson.h>

#include "janus/attachment.h"
#include "janus/service.h"

/*
 * Handles a request. Takes ownership of the reference to `attachment`, and of `transaction` (g_free), `message` and
 * `jsep`. Returns the body of the reply, owned by the caller, or NULL if an event carries the reply later.
 */
json_t *baton_client_request_take(struct baton_service *service,
    struct baton_attachment *attachment, char *transaction, json_t *message, json_t *jsep);

#endif
