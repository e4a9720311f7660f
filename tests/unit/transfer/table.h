/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of machine_test: the actions and the result of each event in each situation. */
#ifndef BATON_TESTS_UNIT_TRANSFER_TABLE_H
#define BATON_TESTS_UNIT_TRANSFER_TABLE_H

#include "unit/transfer/situations.h"

/* The tables are formatted by hand. */
/* clang-format off */

/* The situation after a step: another situation, the same situation, or the end. */
struct result {
    enum {
        SAME, GIVEN_THERE, SHIFTED,
        UP, FEWER, SAID_YES, UNSAID, OLD_TOO, /* the same situation, except for what the name says */
        OVER
    } kind;
    int given; /* GIVEN_THERE: the next situation; SHIFTED: the distance to it in the enum */
    enum baton_transfer_outcome outcome;
    int reason;
};

enum { REASON_OF_RETURN = -1 };

#define STAYS { .kind = SAME }
#define TO(there) { .kind = GIVEN_THERE, .given = there }
#define NOW_UP { .kind = UP }
#define TO_NEXT(n) { .kind = SHIFTED, .given = n }
#define END(result, why) \
    { .kind = OVER, .outcome = BATON_OUTCOME_##result, .reason = BATON_REASON_##why }
#define END_RETURNED \
    { .kind = OVER, .outcome = BATON_OUTCOME_RETURNED, .reason = REASON_OF_RETURN }
#define OK BATON_OK
#define REFUSED(error, actions) BATON_E_##error, actions, STAYS
#define IGNORED OK, "", STAYS
#define NOTED(...) OK, "", __VA_ARGS__

static const struct cell {
    enum given given;
    uint64_t cues;
    enum baton_error error;
    const char *actions;
    struct result result;
} cells[] = {
#include "unit/transfer/rows_scanning.h"
#include "unit/transfer/rows_asking.h"
#include "unit/transfer/rows_swapping.h"
#include "unit/transfer/rows_returning.h"
#include "unit/transfer/rows_away.h"
};

#endif
