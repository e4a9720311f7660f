/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "share/share_out.h"

void baton_share_out_divide(struct baton_share_out *share_out, const struct baton_share_slot *slots,
    size_t count, const struct baton_budget *budget, int64_t ceiling, baton_time now,
    struct baton_share_plan *plan)
{
    (void)share_out, (void)budget, (void)ceiling, (void)now;
    *plan = (struct baton_share_plan){0};
    for (size_t i = 0; i < count; i++)
        plan->shares[i].choice = slots[i].now;
}
