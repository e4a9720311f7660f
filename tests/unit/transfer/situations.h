/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The situations of machine_test: how each is reached, and what must be true in it. */
#ifndef BATON_TESTS_UNIT_TRANSFER_SITUATIONS_H
#define BATON_TESTS_UNIT_TRANSFER_SITUATIONS_H

#include "unit/transfer/cues.h"

/* The tables are formatted by hand. */
/* clang-format off */

/*
 * Every situation of a transfer. A name begins with the state, with two exceptions:
 * - in CONFIRMING, names from ANY to BOTH_ALL say who is asked: any or all of the others, or both sides;
 * - in RETURNING, names begin with the reason: the side that asked (BY_...), a lost connection of the new device
 *   (LOST), or a new device that has gone (GONE). They end with the state of the new device: _UP, _LOST (its
 *   connections are down) or _GONE.
 * In names with _AWAY, the old device was away when the transfer began; _BACK: it has come back since.
 */
enum given {
    SHOWING, SHOWING_NOBODY, SHOWING_MUTUAL, SHOWING_ANY, SHOWING_AWAY,
    MATCHING_BACK, MATCHING_BACK_ANY, MATCHING_BACK_NOBODY, /* the new device has scanned */
    MATCHING_BACK_AWAY,
    MATCHING, MATCHING_ANY, MATCHING_AWAY,                  /* the old device has scanned */
    ANY, ANY_ONE,          /* two others are asked; _ONE: one of them has left */
    ALL, ALL_ONE, ALL_YES, /* _YES: one of them has agreed */
    BOTH_ANY, BOTH_ANY_OLD, BOTH_ANY_YES, BOTH_ANY_SETTLED, /* _OLD: the old device has agreed */
    BOTH_ALL, BOTH_ALL_OLD, BOTH_ALL_YES, BOTH_ALL_SETTLED, /* _SETTLED: the others need not agree any more */
    CONFIRMING, CONFIRMING_UP, CONFIRMING_YESNO, CONFIRMING_YESNO_UP, CONFIRMING_AWAY,
    CONNECTING_AWAY, CONNECTING_AWAY_BACK, COMMITTING_AWAY, COMMITTING_AWAY_BACK,
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
    bool away; /* the old device is away at the beginning */
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
    GIVEN(SHOWING_AWAY, SHOWING, NUMBER_MATCH, { 0 }, 0, true),
    GIVEN(MATCHING_BACK_AWAY, MATCHING_BACK, MUTUAL(true, NONE), PATH(SCAN), true),
    GIVEN(MATCHING_AWAY, MATCHING, MUTUAL(true, NONE), PATH(SCAN_BY_OLD), true),
    GIVEN(CONFIRMING_AWAY, CONFIRMING, NUMBER_MATCH, PATH(SCAN), true),
    GIVEN(CONNECTING_AWAY, CONNECTING_OLD_GONE, NUMBER_MATCH, PATH(SCAN, YES_RIGHT), true),
    GIVEN(CONNECTING_AWAY_BACK, CONNECTING, NUMBER_MATCH, PATH(SCAN, YES_RIGHT, OLD_BACK), true),
    GIVEN(COMMITTING_AWAY, COMMITTING_OLD_GONE, NUMBER_MATCH, PATH(SCAN, YES_RIGHT, NEW_UP), true),
    GIVEN(COMMITTING_AWAY_BACK, COMMITTING, NUMBER_MATCH, PATH(SCAN, YES_RIGHT, NEW_UP, OLD_BACK),
        true),
    GIVEN(ENDED, ITSELF, NUMBER_MATCH, PATH(CANCEL_BY_OLD)),
};

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
    [SHOWING_AWAY] = KNOWN(SHOWING, false, false, false, NONE),
    [MATCHING_BACK_AWAY] = KNOWN(MATCHING, false, true, false, NONE),
    [MATCHING_AWAY] = KNOWN(MATCHING, false, true, false, NONE),
    [CONFIRMING_AWAY] = KNOWN(CONFIRMING, false, true, false, NONE),
    [CONNECTING_AWAY] = KNOWN(CONNECTING, false, true, false, NONE),
    [CONNECTING_AWAY_BACK] = KNOWN(CONNECTING, false, true, true, NONE),
    [COMMITTING_AWAY] = KNOWN(COMMITTING, true, true, false, NONE),
    [COMMITTING_AWAY_BACK] = KNOWN(COMMITTING, true, true, true, NONE),
    [ENDED] = KNOWN(ENDED, false, false, true, NONE),
};

#endif
