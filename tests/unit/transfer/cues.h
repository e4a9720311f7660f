/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of machine_test, and sets of them. */
#ifndef BATON_TESTS_UNIT_TRANSFER_CUES_H
#define BATON_TESTS_UNIT_TRANSFER_CUES_H

#include "transfer/machine.h"

/* The tables are formatted by hand. */
/* clang-format off */

enum { NUMBER = 57, OTHER_NUMBER = 12, START = 1000 };

static const struct baton_transfer_policy number_policy = {
    .old = true,
    .form = BATON_FORM_NUMBER,
    .code_lifetime = BATON_SECONDS(60),
    .match_timeout = BATON_SECONDS(40),
    .confirm_timeout = BATON_SECONDS(30),
    .connect_timeout = BATON_SECONDS(20),
    .commit_timeout = BATON_SECONDS(8),
    .grace = BATON_SECONDS(10),
    .return_timeout = BATON_SECONDS(5),
};

/* Every event that a transfer can get. */
enum cue {
    SCAN, /* by the new device, with two other participants in the room */
    SCAN_ALONE, SCAN_MUTUAL, SCAN_BY_OLD, SCAN_BY_OLD_ALONE, SCAN_BY_OLD_MUTUAL, SCAN_BY_THIRD,
    MISMATCH_BY_OLD, MISMATCH_BY_NEW, MISMATCH_BY_NOBODY,
    REMOTE_YES, REMOTE_WRONG, REMOTE_NO, REMOTE_LEFT, LOST_OLD, LOST_REMOTE, UNFIT_ASKED, UNFIT_YES,
    YES_RIGHT, YES_WRONG, YES_NO_NUMBER, NO, /* by the old device */
    YES_BY_NEW, YES_BY_OPERATOR, YES_BY_NOBODY,
    NEW_UP, NEW_DOWN, NEW_GONE, NEW_CHANGED, NEW_UNFIT,
    OLD_DOWN, OLD_GONE, OLD_BACK, STAND_IN_GONE,
    COMMITTED,
    RETURN_BY_OLD, RETURN_BY_NEW, RETURN_BY_OPERATOR, RETURN_BY_NOBODY,
    CANCEL_BY_OLD, CANCEL_BY_NEW, CANCEL_BY_OPERATOR, CANCEL_BY_NOBODY,
    RENEW_BY_OLD, RENEW_BY_NEW, RENEW_BY_OPERATOR, RENEW_BY_NOBODY,
    ROOM_GONE, REMOVED,
    TICK,
    LATE, /* TICK at the deadline. All other events come one microsecond before the deadline. */
    CUES
};

#define CONFIRM_BY(side, response, which) \
    { .type = BATON_TRANSFER_CONFIRM, .by = BATON_SIDE_##side, .yes = response, .number = which }
#define REQUEST_BY(what, side) { .type = BATON_TRANSFER_##what, .by = BATON_SIDE_##side }
#define SCAN_BY(side, both, others) \
    { .type = BATON_TRANSFER_SCAN, .by = BATON_SIDE_##side, .mutual = both, .remotes = others }
#define FACT(what) { .type = BATON_TRANSFER_##what }

static const struct {
    const char *name;
    struct baton_transfer_event event;
} cues[CUES] = {
    [SCAN] = { "scan", SCAN_BY(NEW, false, 2) },
    [SCAN_ALONE] = { "scan with nobody else in the room", SCAN_BY(NEW, false, 0) },
    [SCAN_MUTUAL] = { "mutual scan", SCAN_BY(NEW, true, 2) },
    [SCAN_BY_OLD] = { "scan by old", SCAN_BY(OLD, false, 2) },
    [SCAN_BY_OLD_ALONE] = { "scan by old with nobody else in the room", SCAN_BY(OLD, false, 0) },
    [SCAN_BY_OLD_MUTUAL] = { "mutual scan by old", SCAN_BY(OLD, true, 2) },
    [SCAN_BY_THIRD] = { "scan by a third device", SCAN_BY(NONE, false, 2) },
    [MISMATCH_BY_OLD] = { "mismatch by old", REQUEST_BY(MISMATCH, OLD) },
    [MISMATCH_BY_NEW] = { "mismatch by new", REQUEST_BY(MISMATCH, NEW) },
    [MISMATCH_BY_NOBODY] = { "mismatch by nobody", REQUEST_BY(MISMATCH, NONE) },
    [REMOTE_YES] = { "yes by another participant", CONFIRM_BY(REMOTE, true, NUMBER) },
    [REMOTE_WRONG] = { "wrong number by another participant", CONFIRM_BY(REMOTE, true, OTHER_NUMBER) },
    [REMOTE_NO] = { "no by another participant", CONFIRM_BY(REMOTE, false, NUMBER) },
    [REMOTE_LEFT] = { "another participant left", FACT(REMOTE_LEFT) },
    [LOST_OLD] = { "not delivered to old", REQUEST_BY(NOT_DELIVERED, OLD) },
    [LOST_REMOTE] = { "not delivered to another participant", REQUEST_BY(NOT_DELIVERED, REMOTE) },
    [UNFIT_ASKED] = { "a remote person who was asked is disqualified", { .type = BATON_TRANSFER_DISQUALIFIED } },
    [UNFIT_YES] = { "a remote person who had agreed is disqualified",
        { .type = BATON_TRANSFER_DISQUALIFIED, .yes = true } },
    [YES_RIGHT] = { "yes with the right number", CONFIRM_BY(OLD, true, NUMBER) },
    [YES_WRONG] = { "yes with a wrong number", CONFIRM_BY(OLD, true, OTHER_NUMBER) },
    [YES_NO_NUMBER] = { "yes without a number", CONFIRM_BY(OLD, true, 0) },
    [NO] = { "no with the right number", CONFIRM_BY(OLD, false, NUMBER) },
    [YES_BY_NEW] = { "yes by new", CONFIRM_BY(NEW, true, NUMBER) },
    [YES_BY_OPERATOR] = { "yes by an operator", CONFIRM_BY(OPERATOR, true, NUMBER) },
    [YES_BY_NOBODY] = { "yes by nobody", CONFIRM_BY(NONE, true, NUMBER) },
    [NEW_UP] = { "new up", FACT(NEW_UP) },
    [NEW_DOWN] = { "new down", FACT(NEW_DOWN) },
    [NEW_GONE] = { "new gone", FACT(NEW_GONE) },
    [NEW_CHANGED] = { "new changed", FACT(NEW_CHANGED) },
    [NEW_UNFIT] = { "new unfit", FACT(NEW_UNFIT) },
    [OLD_DOWN] = { "old down", FACT(OLD_DOWN) },
    [OLD_GONE] = { "old gone", FACT(OLD_GONE) },
    [OLD_BACK] = { "old back", FACT(OLD_BACK) },
    [STAND_IN_GONE] = { "stand-in gone", FACT(STAND_IN_GONE) },
    [COMMITTED] = { "committed", FACT(COMMITTED) },
    [RETURN_BY_OLD] = { "return by old", REQUEST_BY(RETURN, OLD) },
    [RETURN_BY_NEW] = { "return by new", REQUEST_BY(RETURN, NEW) },
    [RETURN_BY_OPERATOR] = { "return by an operator", REQUEST_BY(RETURN, OPERATOR) },
    [RETURN_BY_NOBODY] = { "return by nobody", REQUEST_BY(RETURN, NONE) },
    [CANCEL_BY_OLD] = { "cancel by old", REQUEST_BY(CANCEL, OLD) },
    [CANCEL_BY_NEW] = { "cancel by new", REQUEST_BY(CANCEL, NEW) },
    [CANCEL_BY_OPERATOR] = { "cancel by an operator", REQUEST_BY(CANCEL, OPERATOR) },
    [CANCEL_BY_NOBODY] = { "cancel by nobody", REQUEST_BY(CANCEL, NONE) },
    [RENEW_BY_OLD] = { "renew by old", REQUEST_BY(RENEW, OLD) },
    [RENEW_BY_NEW] = { "renew by new", REQUEST_BY(RENEW, NEW) },
    [RENEW_BY_OPERATOR] = { "renew by an operator", REQUEST_BY(RENEW, OPERATOR) },
    [RENEW_BY_NOBODY] = { "renew by nobody", REQUEST_BY(RENEW, NONE) },
    [ROOM_GONE] = { "room gone", FACT(ROOM_GONE) },
    [REMOVED] = { "removed", FACT(REMOVED) },
    [TICK] = { "tick", FACT(TICK) },
    [LATE] = { "the deadline", FACT(TICK) },
};

/* Sets of events. */
#define C(cue) (UINT64_C(1) << (cue))
#define YES (C(YES_RIGHT) | C(YES_WRONG) | C(YES_NO_NUMBER))
#define YES_BY_OTHERS (C(YES_BY_NEW) | C(YES_BY_OPERATOR) | C(YES_BY_NOBODY))
#define BY_REMOTE (C(REMOTE_YES) | C(REMOTE_WRONG) | C(REMOTE_NO))
#define REMOTE_FACTS (C(REMOTE_LEFT) | C(LOST_REMOTE))
#define UNFIT (C(UNFIT_ASKED) | C(UNFIT_YES))
#define ASKED_FACTS (REMOTE_FACTS | C(LOST_OLD) | UNFIT)
#define CONFIRM (YES | C(NO) | YES_BY_OTHERS | BY_REMOTE)
#define SCAN_BY_NEW (C(SCAN) | C(SCAN_ALONE) | C(SCAN_MUTUAL))
#define SCANS_BY_OLD (C(SCAN_BY_OLD) | C(SCAN_BY_OLD_ALONE) | C(SCAN_BY_OLD_MUTUAL))
#define SCANS (SCAN_BY_NEW | SCANS_BY_OLD | C(SCAN_BY_THIRD))
#define MISMATCH (C(MISMATCH_BY_OLD) | C(MISMATCH_BY_NEW) | C(MISMATCH_BY_NOBODY))
#define RETURN_BY_SOMEBODY (C(RETURN_BY_OLD) | C(RETURN_BY_NEW) | C(RETURN_BY_OPERATOR))
#define RETURN (RETURN_BY_SOMEBODY | C(RETURN_BY_NOBODY))
#define CANCEL_BY_SOMEBODY (C(CANCEL_BY_OLD) | C(CANCEL_BY_NEW) | C(CANCEL_BY_OPERATOR))
#define CANCEL (CANCEL_BY_SOMEBODY | C(CANCEL_BY_NOBODY))
#define RENEW (C(RENEW_BY_OLD) | C(RENEW_BY_NEW) | C(RENEW_BY_OPERATOR) | C(RENEW_BY_NOBODY))
#define NEW_FACTS (C(NEW_UP) | C(NEW_DOWN) | C(NEW_GONE) | C(NEW_CHANGED) | C(NEW_UNFIT))
#define OLD_FACTS (C(OLD_DOWN) | C(OLD_GONE) | C(OLD_BACK) | C(STAND_IN_GONE))
#define REQUESTS (SCANS | MISMATCH | CONFIRM | RETURN | CANCEL | RENEW)

#endif
