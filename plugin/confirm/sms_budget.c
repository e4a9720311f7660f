/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One quota for each scope. A message is counted in the quotas of all its scopes, or in none. */
#include "confirm/sms_budget.h"

#include <glib.h>

#include "confirm/quota.h"

#define PERIOD BATON_SECONDS(3600)

enum {
    NAMES = 10000, /* the most names that each quota remembers */
    COUNTS = BATON_SMS_SCOPES + 1,
};

const struct baton_sms_limits baton_sms_limits_default = {.most = {
                                                              [BATON_SMS_NUMBER] = 10,
                                                              [BATON_SMS_SESSION] = 60,
                                                              [BATON_SMS_PARTICIPANT] = 60,
                                                              [BATON_SMS_ROOM] = 120,
                                                              [BATON_SMS_SERVER] = 600,
                                                          }};

struct baton_sms_budget {
    struct baton_quota *quotas[BATON_SMS_SCOPES];
};

/* One count that a message adds to. */
struct count {
    enum baton_sms_scope scope;
    const char *name;
};

struct baton_sms_budget *baton_sms_budget_new(const struct baton_sms_limits *limits)
{
    struct baton_sms_budget *budget = g_new0(struct baton_sms_budget, 1);

    for (int scope = 0; scope < BATON_SMS_SCOPES; scope++)
        budget->quotas[scope] = baton_quota_new(limits->most[scope], PERIOD, NAMES);
    return budget;
}

void baton_sms_budget_free(struct baton_sms_budget *budget)
{
    if (!budget)
        return;
    for (int scope = 0; scope < BATON_SMS_SCOPES; scope++)
        baton_quota_free(budget->quotas[scope]);
    g_free(budget);
}

/* Writes the counts of a message, and returns how many there are. */
static size_t counts_of(const struct baton_sms_cause *cause, struct count counts[COUNTS])
{
    const char *second =
        g_strcmp0(cause->sessions[0], cause->sessions[1]) ? cause->sessions[1] : NULL;
    const struct count all[COUNTS] = {
        {BATON_SMS_NUMBER, cause->number},
        {BATON_SMS_SESSION, cause->sessions[0]},
        {BATON_SMS_SESSION, second},
        {BATON_SMS_PARTICIPANT, cause->participant},
        {BATON_SMS_ROOM, cause->room},
        {BATON_SMS_SERVER, "all"},
    };
    size_t count = 0;

    for (size_t i = 0; i < COUNTS; i++)
        if (all[i].name && all[i].name[0])
            counts[count++] = all[i];
    return count;
}

static enum baton_error refuse(enum baton_sms_scope scope, struct baton_failure *failure)
{
    static const char *const whose[BATON_SMS_SCOPES] = {
        [BATON_SMS_NUMBER] = "to this number",
        [BATON_SMS_SESSION] = "for this device",
        [BATON_SMS_PARTICIPANT] = "for this participant",
        [BATON_SMS_ROOM] = "for this room",
        [BATON_SMS_SERVER] = "by this server",
    };

    return baton_failure_set(failure, BATON_E_LIMIT_REACHED,
        "too many text messages were sent %s; try again in an hour", whose[scope]);
}

enum baton_error baton_sms_budget_take(struct baton_sms_budget *budget,
    const struct baton_sms_cause *cause, baton_time now, struct baton_failure *failure)
{
    struct count counts[COUNTS];
    size_t count = counts_of(cause, counts);

    for (size_t i = 0; i < count; i++)
        if (!baton_quota_has(budget->quotas[counts[i].scope], counts[i].name, now))
            return refuse(counts[i].scope, failure);
    for (size_t i = 0; i < count; i++)
        baton_quota_take(budget->quotas[counts[i].scope], counts[i].name, now);
    return BATON_OK;
}
