/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of the Admin API. The calling thread of Janus waits for the reply. Do not call these functions on the
 * control thread. */
#ifndef BATON_JANUS_OPERATOR_REQUEST_H
#define BATON_JANUS_OPERATOR_REQUEST_H

#include <jansson.h>

#include "janus/attachment.h"
#include "janus/service.h"

/* An operator's request. Borrows `message`, which may be NULL. Returns the body of the reply. */
json_t *baton_operator_request(struct baton_service *service, const json_t *message);
/* Returns the JSON that the Admin API shows of a handle. Takes ownership of the reference. */
json_t *baton_operator_query(struct baton_service *service, struct baton_attachment *attachment);

#endif
