/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A code while it is written into a reply or event. */
#include "workflow/shown_code.h"

#include <openssl/crypto.h>

/* How often a code is drawn until it differs from all live codes. Eight letters can be equal to a live code by chance.
 * That this happens three times in a row is too unlikely to matter. */
enum { DRAWS = 3 };

static bool digest(
    const struct baton_secret *secret, struct baton_digest *out, struct baton_failure *failure)
{
    bool done = baton_secret_digest(secret, out);
    if (!done)
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory for a code");
    return done;
}

static bool draw(struct baton_shown_code *shown, const struct baton_engine *engine,
    const struct baton_shown_code_wish *wish, struct baton_failure *failure)
{
    struct baton_secret secret;
    shown->kind = wish->kind;
    if (!baton_secret_new(&engine->host->random, baton_code_kind_secret(wish->kind), &secret)) {
        baton_failure_set(failure, BATON_E_INTERNAL, "the system gives no random numbers");
        return false;
    }
    bool made = !baton_codetext_write(wish->link, &secret, wish->auth, shown->text, failure) &&
                digest(&secret, &shown->digest, failure);
    baton_secret_wipe(&secret);
    if (!made)
        OPENSSL_cleanse(shown->text, sizeof(shown->text));
    return made;
}

static void refuse(struct baton_engine *engine, const struct baton_shown_code_wish *wish,
    struct baton_failure *failure)
{
    const struct baton_config *config = &engine->config;
    size_t own = baton_ledger_held(engine->ledger, wish->holder, engine->now);
    if (own >= config->max_session_codes)
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "this session shows %zu live codes, and no more are allowed (max_session_codes)", own);
    else
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "there are %zu live codes, and no more are allowed (max_codes)", config->max_codes);
}

bool baton_shown_code_init(struct baton_shown_code *shown, struct baton_engine *engine,
    const struct baton_shown_code_wish *wish, struct baton_failure *failure)
{
    const struct baton_ledger_code code = {
        .digest = &shown->digest,
        .room_id = wish->room,
        .owner_id = wish->owner,
        .subject_id = wish->subject,
        .holder = wish->holder,
        .most = engine->config.max_session_codes,
    };
    enum baton_error error = BATON_E_CODE_USED;
    for (int i = 0; i < DRAWS && error == BATON_E_CODE_USED; i++) {
        if (!draw(shown, engine, wish, failure))
            return false;
        error = baton_ledger_put(engine->ledger, &code, wish->expires, engine->now);
        if (error)
            baton_shown_code_fini(shown);
    }
    if (error)
        refuse(engine, wish, failure);
    return !error;
}

void baton_shown_code_fini(struct baton_shown_code *shown)
{
    OPENSSL_cleanse(shown->text, sizeof(shown->text));
}

json_t *baton_shown_code_json(const struct baton_shown_code *shown)
{
    return baton_drawing_plan(shown->kind, shown->text);
}
