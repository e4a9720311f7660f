/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of machine_test: the actions and the result of each event in each situation. */
#ifndef BATON_TESTS_UNIT_TRANSFER_TABLE_H
#define BATON_TESTS_UNIT_TRANSFER_TABLE_H

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
    OLD_DOWN, OLD_GONE,
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
#define OLD_FACTS (C(OLD_DOWN) | C(OLD_GONE))
#define REQUESTS (SCANS | MISMATCH | CONFIRM | RETURN | CANCEL | RENEW)

/*
 * Every situation of a transfer. A name begins with the state, with two exceptions:
 * - in CONFIRMING, names from ANY to BOTH_ALL say who is asked: any or all of the others, or both sides;
 * - in RETURNING, names begin with the reason: the side that asked (BY_...), a lost connection of the new device
 *   (LOST), or a new device that has gone (GONE). They end with the state of the new device: _UP, _LOST (its
 *   connections are down) or _GONE.
 */
enum given {
    SHOWING, SHOWING_NOBODY, SHOWING_MUTUAL, SHOWING_ANY,
    MATCHING_BACK, MATCHING_BACK_ANY, MATCHING_BACK_NOBODY, /* the new device has scanned */
    MATCHING, MATCHING_ANY,                                 /* the old device has scanned */
    ANY, ANY_ONE,          /* two others are asked; _ONE: one of them has left */
    ALL, ALL_ONE, ALL_YES, /* _YES: one of them has agreed */
    BOTH_ANY, BOTH_ANY_OLD, BOTH_ANY_YES, BOTH_ANY_SETTLED, /* _OLD: the old device has agreed */
    BOTH_ALL, BOTH_ALL_OLD, BOTH_ALL_YES, BOTH_ALL_SETTLED, /* _SETTLED: the others need not agree any more */
    CONFIRMING, CONFIRMING_UP, CONFIRMING_YESNO, CONFIRMING_YESNO_UP,
    CONNECTING, CONNECTING_OLD_GONE, CONNECTING_NOBODY, CONNECTING_YESNO, CONNECTING_ANY,
    COMMITTING, COMMITTING_OLD_GONE, COMMITTING_YESNO, COMMITTING_ANY,
    STANDBY, STANDBY_ANY,
    BY_OLD_UP, BY_OLD_LOST, BY_OLD_GONE,
    BY_NEW_UP, BY_NEW_LOST, BY_NEW_GONE,
    BY_OPERATOR_UP, BY_OPERATOR_LOST, BY_OPERATOR_GONE,
    LOST_UP, LOST_LOST, LOST_GONE,
    GONE_GONE,
    UNFIT_UP, UNFIT_LOST, UNFIT_GONE,
    TOO_LATE_UP, TOO_LATE_LOST, TOO_LATE_GONE, /* the grace ends less than return_timeout after the return began */
    ENDED,
    GIVENS,
    ITSELF = -1,
};

#define UNTIL_STANDBY SCAN, YES_RIGHT, NEW_UP, COMMITTED

/* For each situation: the events that lead to the situation, and another situation, whose row counts if this one has no
 * row for an event. */
static const struct {
    const char *name;
    int like;
    bool old;
    enum baton_transfer_form form;
    enum baton_transfer_remote remote;
    bool mutual;
    int path[8];
    size_t steps;
} givens[GIVENS] = {
#define PATH(...) { __VA_ARGS__ }, sizeof((int[]){ __VA_ARGS__ }) / sizeof(int)
#define ASKS(old, remote) old, BATON_FORM_NUMBER, BATON_REMOTE_##remote, false
#define MUTUAL(old, remote) old, BATON_FORM_NUMBER, BATON_REMOTE_##remote, true
#define NUMBER_MATCH ASKS(true, NONE)
#define YESNO true, BATON_FORM_YESNO, BATON_REMOTE_NONE, false
#define NOBODY ASKS(false, NONE)
#define GIVEN(name, like, ...) [name] = { #name, like, __VA_ARGS__ }
    GIVEN(SHOWING, ITSELF, NUMBER_MATCH, { 0 }, 0),
    GIVEN(SHOWING_NOBODY, SHOWING, NOBODY, { 0 }, 0),
    GIVEN(SHOWING_MUTUAL, SHOWING, MUTUAL(true, NONE), { 0 }, 0),
    GIVEN(SHOWING_ANY, SHOWING, ASKS(false, ANY), { 0 }, 0),
    GIVEN(MATCHING_BACK, MATCHING, MUTUAL(true, NONE), PATH(SCAN)),
    GIVEN(MATCHING_BACK_ANY, MATCHING_BACK, MUTUAL(false, ANY), PATH(SCAN)),
    GIVEN(MATCHING_BACK_NOBODY, MATCHING_BACK, MUTUAL(false, NONE), PATH(SCAN)),
    GIVEN(MATCHING, ITSELF, MUTUAL(true, NONE), PATH(SCAN_BY_OLD)),
    GIVEN(MATCHING_ANY, MATCHING, MUTUAL(false, ANY), PATH(SCAN_BY_OLD)),
    GIVEN(ANY, CONFIRMING, ASKS(false, ANY), PATH(SCAN)),
    GIVEN(ANY_ONE, ANY, ASKS(false, ANY), PATH(SCAN, REMOTE_LEFT)),
    GIVEN(ALL, ANY, ASKS(false, ALL), PATH(SCAN)),
    GIVEN(ALL_ONE, ALL, ASKS(false, ALL), PATH(SCAN, REMOTE_LEFT)),
    GIVEN(ALL_YES, ALL, ASKS(false, ALL), PATH(SCAN, REMOTE_YES)),
    GIVEN(BOTH_ANY, CONFIRMING, ASKS(true, ANY), PATH(SCAN)),
    GIVEN(BOTH_ANY_OLD, BOTH_ANY, ASKS(true, ANY), PATH(SCAN, YES_RIGHT)),
    GIVEN(BOTH_ANY_YES, BOTH_ANY, ASKS(true, ANY), PATH(SCAN, REMOTE_YES)),
    GIVEN(BOTH_ANY_SETTLED, BOTH_ANY_YES, ASKS(true, ANY), PATH(SCAN, REMOTE_YES, REMOTE_LEFT)),
    GIVEN(BOTH_ALL, BOTH_ANY, ASKS(true, ALL), PATH(SCAN)),
    GIVEN(BOTH_ALL_OLD, BOTH_ALL, ASKS(true, ALL), PATH(SCAN, YES_RIGHT)),
    GIVEN(BOTH_ALL_YES, BOTH_ALL, ASKS(true, ALL), PATH(SCAN, REMOTE_YES)),
    GIVEN(BOTH_ALL_SETTLED, BOTH_ANY_SETTLED, ASKS(true, ALL), PATH(SCAN, REMOTE_YES, REMOTE_YES)),
    GIVEN(CONFIRMING, ITSELF, NUMBER_MATCH, PATH(SCAN)),
    GIVEN(CONFIRMING_UP, CONFIRMING, NUMBER_MATCH, PATH(SCAN, NEW_UP)),
    GIVEN(CONFIRMING_YESNO, CONFIRMING, YESNO, PATH(SCAN)),
    GIVEN(CONFIRMING_YESNO_UP, CONFIRMING_YESNO, YESNO, PATH(SCAN, NEW_UP)),
    GIVEN(CONNECTING, ITSELF, NUMBER_MATCH, PATH(SCAN, YES_RIGHT)),
    GIVEN(CONNECTING_OLD_GONE, CONNECTING, NUMBER_MATCH, PATH(SCAN, YES_RIGHT, OLD_GONE)),
    GIVEN(CONNECTING_NOBODY, CONNECTING, NOBODY, PATH(SCAN)),
    GIVEN(CONNECTING_YESNO, CONNECTING, YESNO, PATH(SCAN, YES_NO_NUMBER)),
    GIVEN(COMMITTING, ITSELF, NUMBER_MATCH, PATH(SCAN, YES_RIGHT, NEW_UP)),
    GIVEN(COMMITTING_OLD_GONE, COMMITTING, NUMBER_MATCH, PATH(SCAN, YES_RIGHT, NEW_UP, OLD_GONE)),
    GIVEN(CONNECTING_ANY, CONNECTING, ASKS(false, ANY), PATH(SCAN, REMOTE_YES)),
    GIVEN(COMMITTING_ANY, COMMITTING, ASKS(false, ANY), PATH(SCAN, REMOTE_YES, NEW_UP)),
    GIVEN(STANDBY_ANY, STANDBY, ASKS(false, ANY), PATH(SCAN, REMOTE_YES, NEW_UP, COMMITTED)),
    GIVEN(COMMITTING_YESNO, COMMITTING, YESNO, PATH(SCAN, YES_RIGHT, NEW_UP)),
    GIVEN(STANDBY, ITSELF, NUMBER_MATCH, PATH(UNTIL_STANDBY)),
    GIVEN(BY_OLD_UP, ITSELF, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_OLD)),
    GIVEN(BY_OLD_LOST, BY_OLD_UP, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_OLD, NEW_DOWN)),
    GIVEN(BY_OLD_GONE, BY_OLD_LOST, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_OLD, NEW_GONE)),
    GIVEN(BY_NEW_UP, BY_OLD_UP, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_NEW)),
    GIVEN(BY_NEW_LOST, BY_OLD_LOST, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_NEW, NEW_DOWN)),
    GIVEN(BY_NEW_GONE, BY_OLD_GONE, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_NEW, NEW_GONE)),
    GIVEN(BY_OPERATOR_UP, BY_OLD_UP, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_OPERATOR)),
    GIVEN(BY_OPERATOR_LOST, BY_OLD_LOST, NUMBER_MATCH,
        PATH(UNTIL_STANDBY, RETURN_BY_OPERATOR, NEW_DOWN)),
    GIVEN(BY_OPERATOR_GONE, BY_OLD_GONE, NUMBER_MATCH,
        PATH(UNTIL_STANDBY, RETURN_BY_OPERATOR, NEW_GONE)),
    GIVEN(LOST_UP, BY_OLD_UP, NUMBER_MATCH, PATH(UNTIL_STANDBY, NEW_DOWN, NEW_UP)),
    GIVEN(LOST_LOST, BY_OLD_LOST, NUMBER_MATCH, PATH(UNTIL_STANDBY, NEW_DOWN)),
    GIVEN(LOST_GONE, BY_OLD_GONE, NUMBER_MATCH, PATH(UNTIL_STANDBY, NEW_DOWN, NEW_GONE)),
    GIVEN(GONE_GONE, BY_OLD_GONE, NUMBER_MATCH, PATH(UNTIL_STANDBY, NEW_GONE)),
    GIVEN(UNFIT_UP, BY_OLD_UP, ASKS(false, ANY), PATH(SCAN, REMOTE_YES, NEW_UP, COMMITTED, UNFIT_YES)),
    GIVEN(UNFIT_LOST, BY_OLD_LOST, ASKS(false, ANY),
        PATH(SCAN, REMOTE_YES, NEW_UP, COMMITTED, UNFIT_YES, NEW_DOWN)),
    GIVEN(UNFIT_GONE, BY_OLD_GONE, ASKS(false, ANY),
        PATH(SCAN, REMOTE_YES, NEW_UP, COMMITTED, UNFIT_YES, NEW_GONE)),
    GIVEN(TOO_LATE_UP, BY_OLD_UP, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_NEW)),
    GIVEN(TOO_LATE_LOST, BY_OLD_LOST, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_NEW, NEW_DOWN)),
    GIVEN(TOO_LATE_GONE, BY_OLD_GONE, NUMBER_MATCH, PATH(UNTIL_STANDBY, RETURN_BY_NEW, NEW_GONE)),
    GIVEN(ENDED, ITSELF, NUMBER_MATCH, PATH(CANCEL_BY_OLD)),
};

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

/* The facts that must be true in each situation, whichever events have led to it. */
static const struct {
    enum baton_transfer_state state;
    bool new_up, new_alive, old_alive;
    enum baton_transfer_reason returning;
} known[GIVENS] = {
#define KNOWN(state, up, alive, old, why) \
    { BATON_TRANSFER_##state, up, alive, old, BATON_REASON_##why }
    [SHOWING] = KNOWN(SHOWING, false, false, true, NONE),
    [SHOWING_NOBODY] = KNOWN(SHOWING, false, false, true, NONE),
    [SHOWING_MUTUAL] = KNOWN(SHOWING, false, false, true, NONE),
    [SHOWING_ANY] = KNOWN(SHOWING, false, false, true, NONE),
    [MATCHING_BACK] = KNOWN(MATCHING, false, true, true, NONE),
    [MATCHING_BACK_ANY] = KNOWN(MATCHING, false, true, true, NONE),
    [MATCHING_BACK_NOBODY] = KNOWN(MATCHING, false, true, true, NONE),
    [MATCHING] = KNOWN(MATCHING, false, true, true, NONE),
    [MATCHING_ANY] = KNOWN(MATCHING, false, true, true, NONE),
    [ANY] = KNOWN(CONFIRMING, false, true, true, NONE),
    [ANY_ONE] = KNOWN(CONFIRMING, false, true, true, NONE),
    [ALL] = KNOWN(CONFIRMING, false, true, true, NONE),
    [ALL_ONE] = KNOWN(CONFIRMING, false, true, true, NONE),
    [ALL_YES] = KNOWN(CONFIRMING, false, true, true, NONE),
    [BOTH_ANY] = KNOWN(CONFIRMING, false, true, true, NONE),
    [BOTH_ANY_OLD] = KNOWN(CONFIRMING, false, true, true, NONE),
    [BOTH_ANY_YES] = KNOWN(CONFIRMING, false, true, true, NONE),
    [BOTH_ANY_SETTLED] = KNOWN(CONFIRMING, false, true, true, NONE),
    [BOTH_ALL] = KNOWN(CONFIRMING, false, true, true, NONE),
    [BOTH_ALL_OLD] = KNOWN(CONFIRMING, false, true, true, NONE),
    [BOTH_ALL_YES] = KNOWN(CONFIRMING, false, true, true, NONE),
    [BOTH_ALL_SETTLED] = KNOWN(CONFIRMING, false, true, true, NONE),
    [CONFIRMING] = KNOWN(CONFIRMING, false, true, true, NONE),
    [CONFIRMING_UP] = KNOWN(CONFIRMING, true, true, true, NONE),
    [CONFIRMING_YESNO] = KNOWN(CONFIRMING, false, true, true, NONE),
    [CONFIRMING_YESNO_UP] = KNOWN(CONFIRMING, true, true, true, NONE),
    [CONNECTING] = KNOWN(CONNECTING, false, true, true, NONE),
    [CONNECTING_OLD_GONE] = KNOWN(CONNECTING, false, true, false, NONE),
    [CONNECTING_NOBODY] = KNOWN(CONNECTING, false, true, true, NONE),
    [CONNECTING_YESNO] = KNOWN(CONNECTING, false, true, true, NONE),
    [COMMITTING] = KNOWN(COMMITTING, true, true, true, NONE),
    [COMMITTING_OLD_GONE] = KNOWN(COMMITTING, true, true, false, NONE),
    [CONNECTING_ANY] = KNOWN(CONNECTING, false, true, true, NONE),
    [COMMITTING_ANY] = KNOWN(COMMITTING, true, true, true, NONE),
    [STANDBY_ANY] = KNOWN(STANDBY, true, true, true, NONE),
    [UNFIT_UP] = KNOWN(RETURNING, true, true, true, OWN_WITNESS),
    [UNFIT_LOST] = KNOWN(RETURNING, false, true, true, OWN_WITNESS),
    [UNFIT_GONE] = KNOWN(RETURNING, false, false, true, OWN_WITNESS),
    [COMMITTING_YESNO] = KNOWN(COMMITTING, true, true, true, NONE),
    [STANDBY] = KNOWN(STANDBY, true, true, true, NONE),
    [BY_OLD_UP] = KNOWN(RETURNING, true, true, true, BY_OLD),
    [BY_OLD_LOST] = KNOWN(RETURNING, false, true, true, BY_OLD),
    [BY_OLD_GONE] = KNOWN(RETURNING, false, false, true, BY_OLD),
    [BY_NEW_UP] = KNOWN(RETURNING, true, true, true, BY_NEW),
    [BY_NEW_LOST] = KNOWN(RETURNING, false, true, true, BY_NEW),
    [BY_NEW_GONE] = KNOWN(RETURNING, false, false, true, BY_NEW),
    [BY_OPERATOR_UP] = KNOWN(RETURNING, true, true, true, BY_OPERATOR),
    [BY_OPERATOR_LOST] = KNOWN(RETURNING, false, true, true, BY_OPERATOR),
    [BY_OPERATOR_GONE] = KNOWN(RETURNING, false, false, true, BY_OPERATOR),
    [LOST_UP] = KNOWN(RETURNING, true, true, true, CONNECTION_LOST),
    [LOST_LOST] = KNOWN(RETURNING, false, true, true, CONNECTION_LOST),
    [LOST_GONE] = KNOWN(RETURNING, false, false, true, CONNECTION_LOST),
    [GONE_GONE] = KNOWN(RETURNING, false, false, true, NEW_GONE),
    [TOO_LATE_UP] = KNOWN(RETURNING, true, true, true, BY_NEW),
    [TOO_LATE_LOST] = KNOWN(RETURNING, false, true, true, BY_NEW),
    [TOO_LATE_GONE] = KNOWN(RETURNING, false, false, true, BY_NEW),
    [ENDED] = KNOWN(ENDED, false, false, true, NONE),
};

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
    { SHOWING, C(SCAN) | C(SCAN_ALONE), OK, "kill_code bind_new ask notify", TO(CONFIRMING) },
    { SHOWING, C(SCAN_BY_OLD) | C(SCAN_BY_OLD_ALONE), OK,
        "kill_code bind_new tell_new ask notify", TO(CONFIRMING) },
    { SHOWING, C(SCAN_MUTUAL), OK, "kill_code bind_new notify", TO(MATCHING_BACK) },
    { SHOWING, C(SCAN_BY_OLD_MUTUAL), OK, "bind_new tell_new notify", TO(MATCHING) },
    { SHOWING, C(SCAN_BY_THIRD) | MISMATCH | CONFIRM, REFUSED(WRONG_STATE, "") },
    { SHOWING, ASKED_FACTS | NEW_FACTS | C(OLD_DOWN) | C(COMMITTED) | C(TICK), IGNORED },
    { SHOWING, C(OLD_GONE), OK, "kill_code end leave", END(FAILED, OLD_GONE) },
    { SHOWING, RETURN, REFUSED(NO_STANDBY, "") },
    { SHOWING, C(CANCEL_BY_OLD), OK, "kill_code end", END(CANCELLED, BY_OLD) },
    { SHOWING, C(CANCEL_BY_OPERATOR), OK, "kill_code end", END(CANCELLED, BY_OPERATOR) },
    { SHOWING, C(CANCEL_BY_NEW) | C(CANCEL_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { SHOWING, C(RENEW_BY_OLD) | C(RENEW_BY_OPERATOR), OK, "kill_code end",
        END(SUPERSEDED, RENEWED) },
    { SHOWING, C(RENEW_BY_NEW) | C(RENEW_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { SHOWING, C(ROOM_GONE), OK, "kill_code end", END(FAILED, ROOM_GONE) },
    { SHOWING, C(REMOVED), OK, "kill_code end", END(FAILED, REMOVED) },
    { SHOWING, C(LATE), OK, "kill_code end", END(EXPIRED, CODE_EXPIRED) },

    { SHOWING_NOBODY, C(SCAN) | C(SCAN_ALONE), OK, "kill_code bind_new admit_new notify",
        TO(CONNECTING_NOBODY) },
    { SHOWING_NOBODY, C(SCAN_BY_OLD) | C(SCAN_BY_OLD_ALONE), OK,
        "kill_code bind_new tell_new admit_new notify", TO(CONNECTING_NOBODY) },

    { SHOWING_MUTUAL, SCAN_BY_NEW, OK, "kill_code bind_new notify", TO(MATCHING_BACK) },
    { SHOWING_MUTUAL, SCANS_BY_OLD, OK, "bind_new tell_new notify", TO(MATCHING) },

    { SHOWING_ANY, C(SCAN), OK, "kill_code bind_new ask notify", TO(ANY) },
    { SHOWING_ANY, C(SCAN_BY_OLD), OK, "kill_code bind_new tell_new ask notify", TO(ANY) },
    { SHOWING_ANY, C(SCAN_ALONE) | C(SCAN_BY_OLD_ALONE), BATON_E_WRONG_STATE, "kill_code end",
        END(FAILED, NOBODY_TO_ASK) },

    { MATCHING, SCANS_BY_OLD, REFUSED(CODE_USED, "") },
    { MATCHING, SCAN_BY_NEW, OK, "kill_code ask notify", TO(CONFIRMING) },
    { MATCHING, C(SCAN_BY_THIRD), REFUSED(CODE_USED, "warn_claim") },
    { MATCHING, C(MISMATCH_BY_OLD) | C(MISMATCH_BY_NEW), BATON_E_CODE_MISMATCH,
        "kill_code close_new end", END(FAILED, MISMATCH) },
    { MATCHING, C(MISMATCH_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { MATCHING, CONFIRM, REFUSED(WRONG_STATE, "") },
    { MATCHING, C(NEW_UP), NOTED(NOW_UP) },
    { MATCHING, ASKED_FACTS | C(NEW_DOWN) | C(OLD_DOWN) | C(COMMITTED) | C(TICK), IGNORED },
    { MATCHING, C(NEW_GONE), OK, "kill_code end", END(FAILED, NEW_GONE) },
    { MATCHING, C(NEW_CHANGED), OK, "kill_code close_new end", END(FAILED, FINGERPRINT_CHANGED) },
    { MATCHING, C(NEW_UNFIT), OK, "kill_code close_new end", END(FAILED, CODEC_REFUSED) },
    { MATCHING, C(OLD_GONE), OK, "kill_code close_new end leave", END(FAILED, OLD_GONE) },
    { MATCHING, RETURN, REFUSED(NO_STANDBY, "") },
    { MATCHING, C(CANCEL_BY_OLD), OK, "kill_code close_new end", END(CANCELLED, BY_OLD) },
    { MATCHING, C(CANCEL_BY_NEW), OK, "kill_code close_new end", END(CANCELLED, BY_NEW) },
    { MATCHING, C(CANCEL_BY_OPERATOR), OK, "kill_code close_new end", END(CANCELLED, BY_OPERATOR) },
    { MATCHING, C(CANCEL_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { MATCHING, RENEW, REFUSED(TRANSFER_IN_PROGRESS, "") },
    { MATCHING, C(ROOM_GONE), OK, "kill_code end", END(FAILED, ROOM_GONE) },
    { MATCHING, C(REMOVED), OK, "kill_code end", END(FAILED, REMOVED) },
    { MATCHING, C(LATE), OK, "kill_code close_new end", END(EXPIRED, NOT_MATCHED) },

    { MATCHING_ANY, C(SCAN) | C(SCAN_MUTUAL), OK, "kill_code ask notify", TO(ANY) },
    { MATCHING_ANY, C(SCAN_ALONE), BATON_E_WRONG_STATE, "kill_code close_new end",
        END(FAILED, NOBODY_TO_ASK) },

    { MATCHING_BACK, SCANS_BY_OLD, OK, "tell_new ask notify", TO(CONFIRMING) },
    { MATCHING_BACK, SCAN_BY_NEW | C(SCAN_BY_THIRD), REFUSED(CODE_USED, "warn_claim") },
    { MATCHING_BACK, C(MISMATCH_BY_OLD) | C(MISMATCH_BY_NEW), BATON_E_CODE_MISMATCH,
        "close_new end", END(FAILED, MISMATCH) },
    { MATCHING_BACK, C(NEW_GONE), OK, "end", END(FAILED, NEW_GONE) },
    { MATCHING_BACK, C(NEW_CHANGED), OK, "close_new end", END(FAILED, FINGERPRINT_CHANGED) },
    { MATCHING_BACK, C(NEW_UNFIT), OK, "close_new end", END(FAILED, CODEC_REFUSED) },
    { MATCHING_BACK, C(OLD_GONE), OK, "close_new end leave", END(FAILED, OLD_GONE) },
    { MATCHING_BACK, C(CANCEL_BY_OLD), OK, "close_new end", END(CANCELLED, BY_OLD) },
    { MATCHING_BACK, C(CANCEL_BY_NEW), OK, "close_new end", END(CANCELLED, BY_NEW) },
    { MATCHING_BACK, C(CANCEL_BY_OPERATOR), OK, "close_new end", END(CANCELLED, BY_OPERATOR) },
    { MATCHING_BACK, C(ROOM_GONE), OK, "end", END(FAILED, ROOM_GONE) },
    { MATCHING_BACK, C(REMOVED), OK, "end", END(FAILED, REMOVED) },
    { MATCHING_BACK, C(LATE), OK, "close_new end", END(EXPIRED, NOT_MATCHED) },

    { MATCHING_BACK_ANY, C(SCAN_BY_OLD) | C(SCAN_BY_OLD_MUTUAL), OK, "tell_new ask notify",
        TO(ANY) },
    { MATCHING_BACK_ANY, C(SCAN_BY_OLD_ALONE), BATON_E_WRONG_STATE, "close_new end",
        END(FAILED, NOBODY_TO_ASK) },
    { MATCHING_BACK_NOBODY, SCANS_BY_OLD, OK, "tell_new admit_new notify", TO(CONNECTING_NOBODY) },

    { CONFIRMING, SCANS, REFUSED(CODE_USED, "warn_claim") },
    { CONFIRMING, MISMATCH, REFUSED(WRONG_STATE, "") },
    { CONFIRMING, BY_REMOTE, REFUSED(NOT_ASKED, "") },
    { CONFIRMING, REMOTE_FACTS | UNFIT, IGNORED },
    { CONFIRMING, C(LOST_OLD), OK, "withdraw close_new end", END(FAILED, NOT_DELIVERED) },
    { CONFIRMING, C(YES_RIGHT), OK, "withdraw admit_new notify", TO(CONNECTING) },
    { CONFIRMING, C(YES_WRONG) | C(YES_NO_NUMBER), BATON_E_WRONG_NUMBER, "withdraw close_new end",
        END(DECLINED, WRONG_NUMBER) },
    { CONFIRMING, C(NO), OK, "withdraw close_new end", END(DECLINED, SAID_NO) },
    { CONFIRMING, YES_BY_OTHERS, REFUSED(NOT_ASKED, "") },
    { CONFIRMING, C(NEW_UP), NOTED(TO(CONFIRMING_UP)) },
    { CONFIRMING, C(NEW_DOWN) | C(OLD_DOWN) | C(COMMITTED) | C(TICK), IGNORED },
    { CONFIRMING, C(NEW_GONE), OK, "withdraw end", END(FAILED, NEW_GONE) },
    { CONFIRMING, C(NEW_CHANGED), OK, "withdraw close_new end", END(FAILED, FINGERPRINT_CHANGED) },
    { CONFIRMING, C(NEW_UNFIT), OK, "withdraw close_new end", END(FAILED, CODEC_REFUSED) },
    { CONFIRMING, C(OLD_GONE), OK, "withdraw close_new end leave", END(FAILED, OLD_GONE) },
    { CONFIRMING, RETURN, REFUSED(NO_STANDBY, "") },
    { CONFIRMING, C(CANCEL_BY_OLD), OK, "withdraw close_new end", END(CANCELLED, BY_OLD) },
    { CONFIRMING, C(CANCEL_BY_NEW), OK, "withdraw close_new end", END(CANCELLED, BY_NEW) },
    { CONFIRMING, C(CANCEL_BY_OPERATOR), OK, "withdraw close_new end", END(CANCELLED, BY_OPERATOR) },
    { CONFIRMING, C(CANCEL_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { CONFIRMING, RENEW, REFUSED(TRANSFER_IN_PROGRESS, "") },
    { CONFIRMING, C(ROOM_GONE), OK, "withdraw end", END(FAILED, ROOM_GONE) },
    { CONFIRMING, C(REMOVED), OK, "withdraw end", END(FAILED, REMOVED) },
    { CONFIRMING, C(LATE), OK, "withdraw close_new end", END(EXPIRED, NO_RESPONSE) },

    { CONFIRMING_UP, C(YES_RIGHT), OK, "withdraw admit_new arm_new notify", TO(COMMITTING) },
    { CONFIRMING_UP, C(NEW_UP), IGNORED },
    { CONFIRMING_UP, C(NEW_DOWN), NOTED(TO(CONFIRMING)) },
    { CONFIRMING_UP, C(OLD_DOWN) | C(COMMITTED) | C(TICK), IGNORED },

    { CONFIRMING_YESNO, YES, OK, "withdraw admit_new notify", TO(CONNECTING_YESNO) },
    { CONFIRMING_YESNO, C(NEW_UP), NOTED(TO(CONFIRMING_YESNO_UP)) },
    { CONFIRMING_YESNO_UP, YES, OK, "withdraw admit_new arm_new notify", TO(COMMITTING_YESNO) },
    { CONFIRMING_YESNO_UP, C(NEW_UP), IGNORED },
    { CONFIRMING_YESNO_UP, C(NEW_DOWN), NOTED(TO(CONFIRMING_YESNO)) },

    { ANY, YES | C(NO), REFUSED(NOT_ASKED, "") },
    { ANY, C(LOST_OLD), IGNORED },
    { ANY, C(NEW_UP), NOTED(NOW_UP) },
    { ANY, C(REMOTE_YES), OK, "withdraw admit_new notify", TO(CONNECTING) },
    { ANY, C(REMOTE_NO), OK, "withdraw close_new end", END(DECLINED, SAID_NO) },
    { ANY, C(REMOTE_WRONG), BATON_E_WRONG_NUMBER, "withdraw close_new end", END(DECLINED, WRONG_NUMBER) },
    { ANY, REMOTE_FACTS | C(UNFIT_ASKED), NOTED(TO(ANY_ONE)) },
    { ANY_ONE, C(UNFIT_ASKED), OK, "withdraw close_new end", END(FAILED, OWN_WITNESS) },
    { ANY_ONE, C(REMOTE_LEFT), OK, "withdraw close_new end", END(FAILED, NOBODY_TO_ASK) },
    { ANY_ONE, C(LOST_REMOTE), OK, "withdraw close_new end", END(FAILED, NOT_DELIVERED) },

    { ALL, C(REMOTE_YES), NOTED(TO(ALL_YES)) },
    { ALL, C(REMOTE_LEFT), NOTED(TO(ALL_ONE)) },
    { ALL, C(UNFIT_ASKED), NOTED(TO(ALL_ONE)) },
    { ALL_ONE, C(UNFIT_ASKED), OK, "withdraw close_new end", END(FAILED, OWN_WITNESS) },
    { ALL_YES, C(UNFIT_ASKED), OK, "withdraw admit_new notify", TO(CONNECTING) },
    { ALL_YES, C(UNFIT_YES), NOTED(TO(ALL_ONE)) },
    { ALL, C(LOST_REMOTE), OK, "withdraw close_new end", END(FAILED, NOT_DELIVERED) },
    { ALL_ONE, C(REMOTE_YES), OK, "withdraw admit_new notify", TO(CONNECTING) },
    { ALL_ONE, C(REMOTE_LEFT), OK, "withdraw close_new end", END(FAILED, NOBODY_TO_ASK) },
    { ALL_YES, C(REMOTE_YES) | C(REMOTE_LEFT), OK, "withdraw admit_new notify", TO(CONNECTING) },

    { BOTH_ANY, C(NEW_UP), NOTED(NOW_UP) },
    { BOTH_ANY, C(YES_RIGHT), NOTED(TO(BOTH_ANY_OLD)) },
    { BOTH_ANY, C(REMOTE_YES), OK, "withdraw", TO(BOTH_ANY_YES) },
    { BOTH_ANY, C(REMOTE_NO), OK, "withdraw close_new end", END(DECLINED, SAID_NO) },
    { BOTH_ANY, C(REMOTE_WRONG), BATON_E_WRONG_NUMBER, "withdraw close_new end",
        END(DECLINED, WRONG_NUMBER) },
    { BOTH_ANY, REMOTE_FACTS | C(UNFIT_ASKED), OK, "", { .kind = FEWER } },
    { BOTH_ANY_OLD, YES | C(NO), REFUSED(ALREADY_RESPONDED, "") },
    { BOTH_ANY_OLD, C(LOST_OLD), IGNORED },
    { BOTH_ANY_OLD, C(REMOTE_YES), OK, "withdraw admit_new notify", TO(CONNECTING) },
    { BOTH_ANY_YES, C(YES_RIGHT), OK, "withdraw admit_new notify", TO(CONNECTING) },
    { BOTH_ANY_YES, C(REMOTE_YES), NOTED(TO(BOTH_ALL_SETTLED)) },
    { BOTH_ANY_YES, REMOTE_FACTS | C(UNFIT_ASKED), NOTED(TO(BOTH_ANY_SETTLED)) },
    { BOTH_ANY_YES, C(UNFIT_YES), OK, "", { .kind = UNSAID } },
    { BOTH_ANY_SETTLED, BY_REMOTE, REFUSED(NOT_ASKED, "") },
    { BOTH_ANY_SETTLED, REMOTE_FACTS | C(UNFIT_ASKED), IGNORED },
    { BOTH_ANY_SETTLED, C(UNFIT_YES), OK, "withdraw close_new end", END(FAILED, OWN_WITNESS) },
    { BOTH_ALL_SETTLED, C(UNFIT_YES), OK, "", { .kind = UNSAID } },

    { BOTH_ALL, C(YES_RIGHT), NOTED(TO(BOTH_ALL_OLD)) },
    { BOTH_ALL, C(REMOTE_YES), NOTED(TO(BOTH_ALL_YES)) },
    { BOTH_ALL, C(UNFIT_ASKED), OK, "", { .kind = FEWER } },
    { BOTH_ALL_YES, C(UNFIT_ASKED), OK, "withdraw", TO(BOTH_ANY_SETTLED) },
    { BOTH_ALL_YES, C(UNFIT_YES), OK, "", { .kind = UNSAID } },
    { BOTH_ALL, C(LOST_REMOTE), OK, "withdraw close_new end", END(FAILED, NOT_DELIVERED) },
    { BOTH_ALL, C(REMOTE_LEFT), OK, "", { .kind = FEWER } },
    { BOTH_ALL_OLD, YES | C(NO), REFUSED(ALREADY_RESPONDED, "") },
    { BOTH_ALL_OLD, C(LOST_OLD), IGNORED },
    { BOTH_ALL_OLD, C(REMOTE_YES), OK, "", { .kind = SAID_YES } },
    { BOTH_ALL_YES, C(YES_RIGHT), OK, "", { .kind = OLD_TOO } },
    { BOTH_ALL_YES, C(REMOTE_YES), OK, "withdraw", TO(BOTH_ALL_SETTLED) },
    { BOTH_ALL_YES, C(REMOTE_LEFT), OK, "withdraw", TO(BOTH_ANY_SETTLED) },

    { CONNECTING, SCANS, REFUSED(CODE_USED, "warn_claim") },
    { CONNECTING, MISMATCH | CONFIRM, REFUSED(WRONG_STATE, "") },
    { CONNECTING, ASKED_FACTS, IGNORED },
    { CONNECTING_ANY, C(UNFIT_YES), OK, "close_new end", END(FAILED, OWN_WITNESS) },
    { CONNECTING, C(NEW_UP), OK, "arm_new notify", TO(COMMITTING) },
    { CONNECTING, C(NEW_DOWN) | C(OLD_DOWN) | C(COMMITTED) | C(TICK), IGNORED },
    { CONNECTING, C(NEW_GONE), OK, "end", END(FAILED, NEW_GONE) },
    { CONNECTING, C(NEW_CHANGED), OK, "close_new end", END(FAILED, FINGERPRINT_CHANGED) },
    { CONNECTING, C(NEW_UNFIT), OK, "close_new end", END(FAILED, CODEC_REFUSED) },
    { CONNECTING, C(OLD_GONE), NOTED(TO(CONNECTING_OLD_GONE)) },
    { CONNECTING, RETURN, REFUSED(NO_STANDBY, "") },
    { CONNECTING, C(CANCEL_BY_OLD), OK, "close_new end", END(CANCELLED, BY_OLD) },
    { CONNECTING, C(CANCEL_BY_NEW), OK, "close_new end", END(CANCELLED, BY_NEW) },
    { CONNECTING, C(CANCEL_BY_OPERATOR), OK, "close_new end", END(CANCELLED, BY_OPERATOR) },
    { CONNECTING, C(CANCEL_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { CONNECTING, RENEW, REFUSED(TRANSFER_IN_PROGRESS, "") },
    { CONNECTING, C(ROOM_GONE), OK, "end", END(FAILED, ROOM_GONE) },
    { CONNECTING, C(REMOVED), OK, "end", END(FAILED, REMOVED) },
    { CONNECTING, C(LATE), OK, "close_new end", END(FAILED, CONNECT_TIMEOUT) },

    { CONNECTING_OLD_GONE, C(NEW_UP), OK, "arm_new notify", TO(COMMITTING_OLD_GONE) },
    { CONNECTING_OLD_GONE, C(NEW_GONE), OK, "end leave", END(FAILED, NEW_GONE) },
    { CONNECTING_OLD_GONE, C(NEW_CHANGED), OK, "close_new end leave",
        END(FAILED, FINGERPRINT_CHANGED) },
    { CONNECTING_OLD_GONE, C(NEW_UNFIT), OK, "close_new end leave", END(FAILED, CODEC_REFUSED) },
    { CONNECTING_OLD_GONE, C(OLD_GONE), IGNORED },
    { CONNECTING_OLD_GONE, C(CANCEL_BY_OLD), REFUSED(NOT_IN_CALL, "") },
    { CONNECTING_OLD_GONE, C(CANCEL_BY_NEW), OK, "close_new end leave", END(CANCELLED, BY_NEW) },
    { CONNECTING_OLD_GONE, C(CANCEL_BY_OPERATOR), OK, "close_new end leave",
        END(CANCELLED, BY_OPERATOR) },
    { CONNECTING_OLD_GONE, C(LATE), OK, "close_new end leave", END(FAILED, CONNECT_TIMEOUT) },

    { COMMITTING, SCANS, REFUSED(CODE_USED, "warn_claim") },
    { COMMITTING, MISMATCH | CONFIRM, REFUSED(WRONG_STATE, "") },
    { COMMITTING, ASKED_FACTS, IGNORED },
    { COMMITTING_ANY, C(UNFIT_YES), OK, "disarm close_new end", END(FAILED, OWN_WITNESS) },
    { COMMITTING, C(NEW_UP) | C(OLD_DOWN) | C(TICK), IGNORED },
    { COMMITTING, C(NEW_DOWN), OK, "disarm close_new end", END(FAILED, CONNECTION_LOST) },
    { COMMITTING, C(NEW_GONE), OK, "disarm end", END(FAILED, NEW_GONE) },
    { COMMITTING, C(NEW_CHANGED), OK, "disarm close_new end", END(FAILED, FINGERPRINT_CHANGED) },
    { COMMITTING, C(NEW_UNFIT), OK, "disarm close_new end", END(FAILED, CODEC_REFUSED) },
    { COMMITTING, C(OLD_GONE), NOTED(TO(COMMITTING_OLD_GONE)) },
    { COMMITTING, C(COMMITTED), OK, "promote_new notify", TO(STANDBY) },
    { COMMITTING, RETURN, REFUSED(NO_STANDBY, "") },
    { COMMITTING, C(CANCEL_BY_OLD), OK, "disarm close_new end", END(CANCELLED, BY_OLD) },
    { COMMITTING, C(CANCEL_BY_NEW), OK, "disarm close_new end", END(CANCELLED, BY_NEW) },
    { COMMITTING, C(CANCEL_BY_OPERATOR), OK, "disarm close_new end", END(CANCELLED, BY_OPERATOR) },
    { COMMITTING, C(CANCEL_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { COMMITTING, RENEW, REFUSED(TRANSFER_IN_PROGRESS, "") },
    { COMMITTING, C(ROOM_GONE), OK, "disarm end", END(FAILED, ROOM_GONE) },
    { COMMITTING, C(REMOVED), OK, "disarm end", END(FAILED, REMOVED) },
    { COMMITTING, C(LATE), OK, "disarm close_new end", END(FAILED, NO_MEDIA) },

    { COMMITTING_OLD_GONE, C(NEW_DOWN), OK, "disarm close_new end leave",
        END(FAILED, CONNECTION_LOST) },
    { COMMITTING_OLD_GONE, C(NEW_GONE), OK, "disarm end leave", END(FAILED, NEW_GONE) },
    { COMMITTING_OLD_GONE, C(NEW_CHANGED), OK, "disarm close_new end leave",
        END(FAILED, FINGERPRINT_CHANGED) },
    { COMMITTING_OLD_GONE, C(NEW_UNFIT), OK, "disarm close_new end leave",
        END(FAILED, CODEC_REFUSED) },
    { COMMITTING_OLD_GONE, C(OLD_GONE), IGNORED },
    { COMMITTING_OLD_GONE, C(COMMITTED), OK, "promote_new end", END(MOVED, NONE) },
    { COMMITTING_OLD_GONE, C(CANCEL_BY_OLD), REFUSED(NOT_IN_CALL, "") },
    { COMMITTING_OLD_GONE, C(CANCEL_BY_NEW), OK, "disarm close_new end leave",
        END(CANCELLED, BY_NEW) },
    { COMMITTING_OLD_GONE, C(CANCEL_BY_OPERATOR), OK, "disarm close_new end leave",
        END(CANCELLED, BY_OPERATOR) },
    { COMMITTING_OLD_GONE, C(LATE), OK, "disarm close_new end leave", END(FAILED, NO_MEDIA) },

    { STANDBY, SCANS, REFUSED(CODE_USED, "warn_claim") },
    { STANDBY, MISMATCH | CONFIRM, REFUSED(WRONG_STATE, "") },
    { STANDBY, ASKED_FACTS, IGNORED },
    { STANDBY_ANY, C(UNFIT_YES), OK, "arm_old notify", TO(UNFIT_UP) },
    { STANDBY, C(NEW_UP) | C(NEW_CHANGED) | C(NEW_UNFIT) | C(COMMITTED) | C(TICK), IGNORED },
    { STANDBY, C(NEW_DOWN), OK, "arm_old notify", TO(LOST_LOST) },
    { STANDBY, C(NEW_GONE), OK, "arm_old notify", TO(GONE_GONE) },
    { STANDBY, C(OLD_DOWN), OK, "close_old end", END(MOVED, NONE) },
    { STANDBY, C(OLD_GONE), OK, "end", END(MOVED, NONE) },
    { STANDBY, C(RETURN_BY_OLD), OK, "arm_old notify", TO(BY_OLD_UP) },
    { STANDBY, C(RETURN_BY_NEW), OK, "arm_old notify", TO(BY_NEW_UP) },
    { STANDBY, C(RETURN_BY_OPERATOR), OK, "arm_old notify", TO(BY_OPERATOR_UP) },
    { STANDBY, C(RETURN_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { STANDBY, CANCEL, REFUSED(WRONG_STATE, "") },
    { STANDBY, C(RENEW_BY_NEW) | C(RENEW_BY_OPERATOR), REFUSED(WRONG_STATE, "") },
    { STANDBY, C(RENEW_BY_OLD) | C(RENEW_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { STANDBY, C(ROOM_GONE), OK, "end", END(FAILED, ROOM_GONE) },
    { STANDBY, C(REMOVED), OK, "end", END(FAILED, REMOVED) },
    { STANDBY, C(LATE), OK, "close_old end", END(MOVED, NONE) },

    { BY_OLD_UP, SCANS, REFUSED(CODE_USED, "warn_claim") },
    { BY_OLD_UP, ASKED_FACTS, IGNORED },
    { BY_OLD_UP, MISMATCH | CONFIRM | RETURN | CANCEL, REFUSED(WRONG_STATE, "") },
    { BY_OLD_UP, RENEW, REFUSED(TRANSFER_IN_PROGRESS, "") },
    { BY_OLD_UP, C(NEW_UP) | C(NEW_CHANGED) | C(NEW_UNFIT) | C(TICK), IGNORED },
    { BY_OLD_UP, C(NEW_DOWN), NOTED(TO_NEXT(1)) },
    { BY_OLD_UP, C(NEW_GONE), NOTED(TO_NEXT(2)) },
    { BY_OLD_UP, C(OLD_DOWN), OK, "disarm close_old end", END(MOVED, RETURN_FAILED) },
    { BY_OLD_UP, C(OLD_GONE), OK, "disarm end", END(MOVED, RETURN_FAILED) },
    { BY_OLD_UP, C(COMMITTED), OK, "promote_old close_new end", END_RETURNED },
    { BY_OLD_UP, C(ROOM_GONE), OK, "disarm end", END(FAILED, ROOM_GONE) },
    { BY_OLD_UP, C(REMOVED), OK, "disarm end", END(FAILED, REMOVED) },
    { BY_OLD_UP, C(LATE), OK, "disarm notify", TO(STANDBY) },
    { TOO_LATE_UP, C(LATE), OK, "disarm close_old end", END(MOVED, RETURN_FAILED) },

    { BY_OLD_LOST, C(NEW_UP), NOTED(TO_NEXT(-1)) },
    { BY_OLD_LOST, C(NEW_DOWN), IGNORED },
    { BY_OLD_LOST, C(NEW_GONE), NOTED(TO_NEXT(1)) },
    { BY_OLD_LOST, C(LATE), OK, "force_old promote_old close_new end", END_RETURNED },

    { BY_OLD_GONE, C(NEW_UP) | C(NEW_DOWN) | C(NEW_GONE), IGNORED },
    { BY_OLD_GONE, C(OLD_DOWN), OK, "force_old promote_old end", END_RETURNED },
    { BY_OLD_GONE, C(OLD_GONE), OK, "disarm end leave", END(FAILED, NEW_GONE) },
    { BY_OLD_GONE, C(COMMITTED), OK, "promote_old end", END_RETURNED },
    { BY_OLD_GONE, C(LATE), OK, "force_old promote_old end", END_RETURNED },

    { ENDED, REQUESTS, BATON_E_NO_SUCH_TRANSFER, "", STAYS },
    { ENDED, ASKED_FACTS | NEW_FACTS | OLD_FACTS | C(COMMITTED) | C(ROOM_GONE) | C(REMOVED), IGNORED },
    { ENDED, C(TICK) | C(LATE), IGNORED },
};

#endif
