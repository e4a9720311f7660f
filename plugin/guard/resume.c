/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The resume secrets of devices in a call. */
#include "guard/resume.h"

#include <openssl/crypto.h>

static struct baton_resume_owner owner_of(const struct baton_device *device)
{
    struct baton_resume_owner owner = {.ending = BATON_ENDING_NONE};
    const struct baton_participant *participant = device->participant;
    g_strlcpy(owner.room, participant->room->id, sizeof(owner.room));
    g_strlcpy(owner.participant, participant->id, sizeof(owner.participant));
    g_strlcpy(owner.device, device->id, sizeof(owner.device));
    return owner;
}

/* Returns whether the message has a secret now. */
static bool add(const struct baton_device *device, json_t *message, bool replies)
{
    struct baton_engine *engine = device->engine;
    const struct baton_resume_owner owner = owner_of(device);
    char text[BATON_TOKEN_SIZE];
    struct baton_digest digest;
    struct baton_secret secret;
    if (!baton_resume_book_has_space(engine->resumes, device->id) ||
        !baton_secret_new(&engine->host->random, BATON_SECRET_TOKEN, &secret))
        return false;
    bool digested = baton_secret_digest(&secret, &digest);
    if (digested) {
        baton_resume_book_add(engine->resumes, &owner, &digest, replies);
        baton_participant_mark_unsaved(device->participant);
        baton_token_write(&secret, text);
        json_object_set_new(message, "resume", json_string(text));
        OPENSSL_cleanse(text, sizeof(text));
    }
    baton_secret_wipe(&secret);
    return digested;
}

void baton_resume_add_to_reply(struct baton_device *device, json_t *reply)
{
    device->unshown = add(device, reply, true);
}

bool baton_resume_add_to_event(const struct baton_device *device, json_t *event)
{
    return add(device, event, false);
}
