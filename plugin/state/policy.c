/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy: who must agree to a transfer, on which channel and in which form. */
#include "state/policy.h"

#include <string.h>

static const struct {
    const char *name;
    bool old;
    enum baton_transfer_remote remote;
} whos[] = {
    {"nobody", false, BATON_REMOTE_NONE},
    {"old", true, BATON_REMOTE_NONE},
    {"remote_any", false, BATON_REMOTE_ANY},
    {"remote_all", false, BATON_REMOTE_ALL},
    {"both_any", true, BATON_REMOTE_ANY},
    {"both_all", true, BATON_REMOTE_ALL},
};

enum { WHOS = sizeof(whos) / sizeof(whos[0]) };

/* The table has all combinations, so the search always ends. */
const char *baton_policy_who_name(const struct baton_policy *policy)
{
    size_t i = 0;
    while (whos[i].old != policy->old || whos[i].remote != policy->remote)
        i++;
    return whos[i].name;
}

bool baton_policy_who_find(const char *name, struct baton_policy *policy)
{
    for (size_t i = 0; i < WHOS; i++) {
        if (strcmp(whos[i].name, name) == 0) {
            policy->old = whos[i].old;
            policy->remote = whos[i].remote;
            return true;
        }
    }
    return false;
}

const char *baton_policy_who_at(size_t index)
{
    return index < WHOS ? whos[index].name : NULL;
}

const char *baton_policy_how_name(const struct baton_policy *policy)
{
    return policy->how ? policy->how->name : baton_channel_default()->name;
}

void baton_policy_apply(
    struct baton_policy *policy, const struct baton_policy *stated, unsigned has)
{
    if (has & BATON_POLICY_WHO) {
        policy->old = stated->old;
        policy->remote = stated->remote;
    }
    if (has & BATON_POLICY_HOW)
        policy->how = stated->how;
    if (has & BATON_POLICY_FORM)
        policy->form = stated->form;
}

bool baton_policy_asks_nobody(const struct baton_policy *policy)
{
    return !policy->old && policy->remote == BATON_REMOTE_NONE;
}

static int strength_of(const struct baton_policy *policy)
{
    return policy->how ? policy->how->strength : 0;
}

enum baton_error baton_policy_check(const struct baton_policy *room,
    const struct baton_policy *wanted, struct baton_failure *failure)
{
    if (baton_policy_asks_nobody(room))
        return BATON_OK;
    if (wanted->old < room->old || wanted->remote < room->remote)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "confirm.who: \"%s\" is weaker than the room's \"%s\"", baton_policy_who_name(wanted),
            baton_policy_who_name(room));
    if (strength_of(wanted) < strength_of(room))
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "confirm.how: \"%s\" is weaker than the room's \"%s\"", baton_policy_how_name(wanted),
            baton_policy_how_name(room));
    if (wanted->form == BATON_FORM_YESNO && room->form == BATON_FORM_NUMBER)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "confirm.form: \"yesno\" is weaker than the room's \"number\"");
    return BATON_OK;
}

/* If nobody is asked, the form does not matter. */
enum baton_error baton_policy_check_ways(
    const struct baton_policy *policy, const struct baton_ways *ways, struct baton_failure *failure)
{
    if (baton_policy_asks_nobody(policy))
        return baton_ways_check(ways, BATON_WAY_NOBODY, "confirm.who", failure);
    if (policy->form == BATON_FORM_YESNO)
        return baton_ways_check(ways, BATON_WAY_YESNO, "confirm.form", failure);
    return BATON_OK;
}

/* If nobody is asked, the channel does not matter. */
enum baton_error baton_policy_check_sms(
    const struct baton_policy *policy, bool sends_sms, struct baton_failure *failure)
{
    if (sends_sms || policy->how != &baton_channel_sms || baton_policy_asks_nobody(policy))
        return BATON_OK;
    return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
        "confirm.how: \"sms\" needs an SMS gateway, and the settings file of this server has no "
        "section sms");
}
