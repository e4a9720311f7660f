/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tickets: secrets with which a person can respond from outside of the call. */
#include "workflow/ticket.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "guard/attempt.h"

/* Computes SHA-256 over a prefix and the ticket. Because of the prefix, no code has the same digest. */
static bool digest_of(const char *ticket, struct baton_digest *digest)
{
    static const char prefix[] = "ticket:";
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) &&
                EVP_DigestUpdate(context, prefix, strlen(prefix)) &&
                EVP_DigestUpdate(context, ticket, strlen(ticket)) &&
                EVP_DigestFinal_ex(context, digest->bytes, NULL);
    EVP_MD_CTX_free(context);
    return done;
}

bool baton_ticket_new(struct baton_transfer *transfer, const char *respondent,
    char ticket[BATON_ID_SIZE], struct baton_failure *failure)
{
    struct baton_engine *engine = transfer->engine;
    struct baton_digest digest;
    const struct baton_ledger_code code = {
        .digest = &digest,
        .owner_id = respondent,
        .subject_id = respondent,
        .holder = baton_handle_sender(baton_transfer_shower(transfer)),
    };
    if (!baton_registry_id(engine, ticket, failure))
        return false;
    if (!digest_of(ticket, &digest))
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
    else if (!baton_ledger_put(engine->ledger, &code, transfer->machine.deadline, engine->now))
        return true;
    else
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "there are %zu live codes and tickets, and no more are allowed",
            engine->config.max_codes);
    OPENSSL_cleanse(ticket, BATON_ID_SIZE);
    return false;
}

void baton_ticket_kill(struct baton_transfer *transfer, const char *respondent, enum baton_error as)
{
    struct baton_engine *engine = transfer->engine;
    if (as == BATON_E_CODE_USED)
        baton_ledger_kill_owned(engine->ledger, respondent, as, engine->now);
    else
        baton_ledger_kill(engine->ledger, respondent, as, engine->now);
}

static struct baton_respondent *refuse(enum baton_error found, struct baton_failure *failure)
{
    switch (found) {
    case BATON_E_CODE_USED:
        baton_failure_set(failure, BATON_E_ALREADY_RESPONDED,
            "ticket: you have responded to this question already");
        break;
    case BATON_E_CODE_UNKNOWN:
        baton_failure_set(failure, found, "ticket: this ticket is not known here");
        break;
    default:
        baton_failure_set(
            failure, BATON_E_NO_SUCH_TRANSFER, "ticket: the transfer of this question has ended");
    }
    return NULL;
}

struct baton_respondent *baton_ticket_find(struct baton_engine *engine,
    const struct baton_handle *handle, const char *ticket, struct baton_failure *failure)
{
    char subject[BATON_LEDGER_ID];
    struct baton_attempt attempt;
    struct baton_digest digest;
    baton_attempt_init(&attempt, engine, handle);
    if (!baton_attempt_may(&attempt, failure))
        return NULL;
    if (!digest_of(ticket, &digest)) {
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
        return NULL;
    }
    enum baton_error error = baton_ledger_find(engine->ledger, &digest, NULL, engine->now, subject);
    if (error == BATON_E_CODE_UNKNOWN)
        baton_attempt_missed(&attempt);
    if (error)
        return refuse(error, failure);
    return g_hash_table_lookup(engine->respondents, subject);
}
