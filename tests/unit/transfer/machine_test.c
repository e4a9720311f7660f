/* SPDX-License-Identifier: GPL-3.0-or-later */
/* machine: what each state does with each event, a row for each. A cell without one fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "transfer/machine.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { NUMBER = 57, OTHER_NUMBER = 12, START = 1000 };

static const struct baton_transfer_policy number_policy = {
    .old = true,
    .form = BATON_FORM_NUMBER,
    .code_lifetime = BATON_SECONDS(60),
    .confirm_timeout = BATON_SECONDS(30),
    .connect_timeout = BATON_SECONDS(20),
    .commit_timeout = BATON_SECONDS(8),
    .grace = BATON_SECONDS(10),
    .return_timeout = BATON_SECONDS(5),
};

/* Everything that can be said to a transfer. */
enum cue {
    SCAN,
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
    LATE, /* TICK at the deadline; all others come one microsecond before it */
    CUES
};

#define CONFIRM_BY(side, ...) { BATON_TRANSFER_CONFIRM, BATON_SIDE_##side, __VA_ARGS__ }
#define REQUEST_BY(type, side) { BATON_TRANSFER_##type, BATON_SIDE_##side, false, 0 }
#define FACT(type) { BATON_TRANSFER_##type, BATON_SIDE_NONE, false, 0 }

static const struct {
    const char *name;
    struct baton_transfer_event event;
} cues[CUES] = {
    [SCAN] = { "scan", FACT(SCAN) },
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

/* Sets of cues. */
#define C(cue) (UINT64_C(1) << (cue))
#define YES (C(YES_RIGHT) | C(YES_WRONG) | C(YES_NO_NUMBER))
#define YES_BY_OTHERS (C(YES_BY_NEW) | C(YES_BY_OPERATOR) | C(YES_BY_NOBODY))
#define CONFIRM (YES | C(NO) | YES_BY_OTHERS)
#define RETURN_BY_SOMEBODY (C(RETURN_BY_OLD) | C(RETURN_BY_NEW) | C(RETURN_BY_OPERATOR))
#define RETURN (RETURN_BY_SOMEBODY | C(RETURN_BY_NOBODY))
#define CANCEL_BY_SOMEBODY (C(CANCEL_BY_OLD) | C(CANCEL_BY_NEW) | C(CANCEL_BY_OPERATOR))
#define CANCEL (CANCEL_BY_SOMEBODY | C(CANCEL_BY_NOBODY))
#define RENEW (C(RENEW_BY_OLD) | C(RENEW_BY_NEW) | C(RENEW_BY_OPERATOR) | C(RENEW_BY_NOBODY))
#define NEW_FACTS (C(NEW_UP) | C(NEW_DOWN) | C(NEW_GONE) | C(NEW_CHANGED) | C(NEW_UNFIT))
#define OLD_FACTS (C(OLD_DOWN) | C(OLD_GONE))
#define REQUESTS (C(SCAN) | CONFIRM | RETURN | CANCEL | RENEW)

/* Every situation a transfer can be in. Of RETURNING: who asked or what failed, and how the new
 * device is since: _UP, _LOST (channels down), _GONE. */
enum given {
    OFFERED, OFFERED_NOBODY,
    CONFIRMING, CONFIRMING_UP, CONFIRMING_YESNO, CONFIRMING_YESNO_UP,
    CONNECTING, CONNECTING_OLD_GONE, CONNECTING_NOBODY, CONNECTING_YESNO,
    COMMITTING, COMMITTING_OLD_GONE, COMMITTING_YESNO,
    STANDBY,
    BY_OLD_UP, BY_OLD_LOST, BY_OLD_GONE,
    BY_NEW_UP, BY_NEW_LOST, BY_NEW_GONE,
    BY_OPERATOR_UP, BY_OPERATOR_LOST, BY_OPERATOR_GONE,
    LOST_UP, LOST_LOST, LOST_GONE,
    GONE_GONE,
    ENDED,
    GIVENS,
    ITSELF = -1,
};

#define UNTIL_STANDBY SCAN, YES_RIGHT, NEW_UP, COMMITTED

/* How to get there, and whose rows hold where a given has none of its own. */
static const struct {
    const char *name;
    int like;
    bool old;
    enum baton_transfer_form form;
    int path[8];
    size_t steps;
} givens[GIVENS] = {
#define PATH(...) { __VA_ARGS__ }, sizeof((int[]){ __VA_ARGS__ }) / sizeof(int)
#define NUMBER_MATCH true, BATON_FORM_NUMBER
#define YESNO true, BATON_FORM_YESNO
#define NOBODY false, BATON_FORM_NUMBER
#define GIVEN(name, like, ...) [name] = { #name, like, __VA_ARGS__ }
    GIVEN(OFFERED, ITSELF, NUMBER_MATCH, { 0 }, 0),
    GIVEN(OFFERED_NOBODY, OFFERED, NOBODY, { 0 }, 0),
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
    GIVEN(ENDED, ITSELF, NUMBER_MATCH, PATH(CANCEL_BY_OLD)),
};

/* What becomes of it: another given, the same, or the end. */
struct result {
    enum { SAME, GIVEN_THERE, SHIFTED, OVER } kind;
    int given; /* or how many givens further down */
    enum baton_transfer_outcome outcome;
    int reason;
};

enum { REASON_OF_RETURN = -1 };

/* What is to be known of each given, whatever the path to it. */
static const struct {
    enum baton_transfer_state state;
    bool new_up, new_alive, old_alive;
    enum baton_transfer_reason returning;
} known[GIVENS] = {
#define KNOWN(state, up, alive, old, why) \
    { BATON_TRANSFER_##state, up, alive, old, BATON_REASON_##why }
    [OFFERED] = KNOWN(OFFERED, false, false, true, NONE),
    [OFFERED_NOBODY] = KNOWN(OFFERED, false, false, true, NONE),
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
    [ENDED] = KNOWN(ENDED, false, false, true, NONE),
};

#define STAYS { .kind = SAME }
#define TO(there) { .kind = GIVEN_THERE, .given = there }
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
    { OFFERED, C(SCAN), OK, "kill_code bind_new ask notify", TO(CONFIRMING) },
    { OFFERED, CONFIRM, REFUSED(WRONG_STATE, "") },
    { OFFERED, NEW_FACTS | C(OLD_DOWN) | C(COMMITTED) | C(TICK), IGNORED },
    { OFFERED, C(OLD_GONE), OK, "kill_code end leave", END(FAILED, OLD_GONE) },
    { OFFERED, RETURN, REFUSED(NO_STANDBY, "") },
    { OFFERED, C(CANCEL_BY_OLD), OK, "kill_code end", END(CANCELLED, BY_OLD) },
    { OFFERED, C(CANCEL_BY_OPERATOR), OK, "kill_code end", END(CANCELLED, BY_OPERATOR) },
    { OFFERED, C(CANCEL_BY_NEW) | C(CANCEL_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { OFFERED, C(RENEW_BY_OLD) | C(RENEW_BY_OPERATOR), OK, "kill_code end",
        END(SUPERSEDED, RENEWED) },
    { OFFERED, C(RENEW_BY_NEW) | C(RENEW_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { OFFERED, C(ROOM_GONE), OK, "kill_code end", END(FAILED, ROOM_GONE) },
    { OFFERED, C(REMOVED), OK, "kill_code end", END(FAILED, REMOVED) },
    { OFFERED, C(LATE), OK, "kill_code end", END(EXPIRED, CODE_EXPIRED) },

    { OFFERED_NOBODY, C(SCAN), OK, "kill_code bind_new admit_new notify", TO(CONNECTING_NOBODY) },

    { CONFIRMING, C(SCAN), REFUSED(CODE_USED, "warn_claim") },
    { CONFIRMING, C(YES_RIGHT), OK, "admit_new notify", TO(CONNECTING) },
    { CONFIRMING, C(YES_WRONG) | C(YES_NO_NUMBER), BATON_E_WRONG_NUMBER, "close_new end",
        END(DECLINED, WRONG_NUMBER) },
    { CONFIRMING, C(NO), OK, "close_new end", END(DECLINED, SAID_NO) },
    { CONFIRMING, YES_BY_OTHERS, REFUSED(NOT_ASKED, "") },
    { CONFIRMING, C(NEW_UP), NOTED(TO(CONFIRMING_UP)) },
    { CONFIRMING, C(NEW_DOWN) | C(OLD_DOWN) | C(COMMITTED) | C(TICK), IGNORED },
    { CONFIRMING, C(NEW_GONE), OK, "end", END(FAILED, NEW_GONE) },
    { CONFIRMING, C(NEW_CHANGED), OK, "close_new end", END(FAILED, FINGERPRINT_CHANGED) },
    { CONFIRMING, C(NEW_UNFIT), OK, "close_new end", END(FAILED, CODEC_REFUSED) },
    { CONFIRMING, C(OLD_GONE), OK, "close_new end leave", END(FAILED, OLD_GONE) },
    { CONFIRMING, RETURN, REFUSED(NO_STANDBY, "") },
    { CONFIRMING, C(CANCEL_BY_OLD), OK, "close_new end", END(CANCELLED, BY_OLD) },
    { CONFIRMING, C(CANCEL_BY_NEW), OK, "close_new end", END(CANCELLED, BY_NEW) },
    { CONFIRMING, C(CANCEL_BY_OPERATOR), OK, "close_new end", END(CANCELLED, BY_OPERATOR) },
    { CONFIRMING, C(CANCEL_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { CONFIRMING, RENEW, REFUSED(TRANSFER_IN_PROGRESS, "") },
    { CONFIRMING, C(ROOM_GONE), OK, "end", END(FAILED, ROOM_GONE) },
    { CONFIRMING, C(REMOVED), OK, "end", END(FAILED, REMOVED) },
    { CONFIRMING, C(LATE), OK, "close_new end", END(EXPIRED, NOT_ANSWERED) },

    { CONFIRMING_UP, C(YES_RIGHT), OK, "admit_new arm_new notify", TO(COMMITTING) },
    { CONFIRMING_UP, C(NEW_UP), IGNORED },
    { CONFIRMING_UP, C(NEW_DOWN), NOTED(TO(CONFIRMING)) },
    { CONFIRMING_UP, C(OLD_DOWN) | C(COMMITTED) | C(TICK), IGNORED },

    { CONFIRMING_YESNO, YES, OK, "admit_new notify", TO(CONNECTING_YESNO) },
    { CONFIRMING_YESNO, C(NEW_UP), NOTED(TO(CONFIRMING_YESNO_UP)) },
    { CONFIRMING_YESNO_UP, YES, OK, "admit_new arm_new notify", TO(COMMITTING_YESNO) },
    { CONFIRMING_YESNO_UP, C(NEW_UP), IGNORED },
    { CONFIRMING_YESNO_UP, C(NEW_DOWN), NOTED(TO(CONFIRMING_YESNO)) },

    { CONNECTING, C(SCAN), REFUSED(CODE_USED, "warn_claim") },
    { CONNECTING, CONFIRM, REFUSED(WRONG_STATE, "") },
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

    { COMMITTING, C(SCAN), REFUSED(CODE_USED, "warn_claim") },
    { COMMITTING, CONFIRM, REFUSED(WRONG_STATE, "") },
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

    { STANDBY, C(SCAN), REFUSED(CODE_USED, "warn_claim") },
    { STANDBY, CONFIRM, REFUSED(WRONG_STATE, "") },
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
    { STANDBY, C(RENEW_BY_NEW) | C(RENEW_BY_OPERATOR), OK, "close_old end", END(MOVED, RENEWED) },
    { STANDBY, C(RENEW_BY_OLD) | C(RENEW_BY_NOBODY), REFUSED(NOT_IN_CALL, "") },
    { STANDBY, C(ROOM_GONE), OK, "end", END(FAILED, ROOM_GONE) },
    { STANDBY, C(REMOVED), OK, "end", END(FAILED, REMOVED) },
    { STANDBY, C(LATE), OK, "close_old end", END(MOVED, NONE) },

    { BY_OLD_UP, C(SCAN), REFUSED(CODE_USED, "warn_claim") },
    { BY_OLD_UP, CONFIRM | RETURN | CANCEL, REFUSED(WRONG_STATE, "") },
    { BY_OLD_UP, RENEW, REFUSED(TRANSFER_IN_PROGRESS, "") },
    { BY_OLD_UP, C(NEW_UP) | C(NEW_CHANGED) | C(NEW_UNFIT) | C(TICK), IGNORED },
    { BY_OLD_UP, C(NEW_DOWN), NOTED(TO_NEXT(1)) },
    { BY_OLD_UP, C(NEW_GONE), NOTED(TO_NEXT(2)) },
    { BY_OLD_UP, C(OLD_DOWN), OK, "disarm close_old end", END(MOVED, RETURN_FAILED) },
    { BY_OLD_UP, C(OLD_GONE), OK, "disarm end", END(MOVED, RETURN_FAILED) },
    { BY_OLD_UP, C(COMMITTED), OK, "promote_old close_new end", END_RETURNED },
    { BY_OLD_UP, C(ROOM_GONE), OK, "disarm end", END(FAILED, ROOM_GONE) },
    { BY_OLD_UP, C(REMOVED), OK, "disarm end", END(FAILED, REMOVED) },
    { BY_OLD_UP, C(LATE), OK, "disarm close_old end", END(MOVED, RETURN_FAILED) },

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
    { ENDED, NEW_FACTS | OLD_FACTS | C(COMMITTED) | C(ROOM_GONE) | C(REMOVED), IGNORED },
    { ENDED, C(TICK) | C(LATE), IGNORED },
};

static const char *const action_names[] = {
    [BATON_DO_KILL_CODE] = "kill_code",     [BATON_DO_BIND_NEW] = "bind_new",
    [BATON_DO_WARN_CLAIM] = "warn_claim",   [BATON_DO_ASK] = "ask",
    [BATON_DO_ADMIT_NEW] = "admit_new",     [BATON_DO_ARM_NEW] = "arm_new",
    [BATON_DO_ARM_OLD] = "arm_old",         [BATON_DO_DISARM] = "disarm",
    [BATON_DO_FORCE_OLD] = "force_old",     [BATON_DO_PROMOTE_NEW] = "promote_new",
    [BATON_DO_PROMOTE_OLD] = "promote_old", [BATON_DO_CLOSE_OLD] = "close_old",
    [BATON_DO_CLOSE_NEW] = "close_new",     [BATON_DO_NOTIFY] = "notify",
    [BATON_DO_END] = "end",                 [BATON_DO_LEAVE] = "leave",
};

static void write_actions(const struct baton_transfer_actions *actions, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < actions->count; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? " " : "",
            action_names[actions->list[i]]);
}

static baton_time duration(enum baton_transfer_state state)
{
    switch (state) {
    case BATON_TRANSFER_OFFERED:
        return number_policy.code_lifetime;
    case BATON_TRANSFER_CONFIRMING:
        return number_policy.confirm_timeout;
    case BATON_TRANSFER_CONNECTING:
        return number_policy.connect_timeout;
    case BATON_TRANSFER_COMMITTING:
        return number_policy.commit_timeout;
    case BATON_TRANSFER_STANDBY:
        return number_policy.grace;
    default:
        return number_policy.return_timeout;
    }
}

static struct baton_transfer make(enum given given)
{
    struct baton_transfer_policy policy = number_policy;
    struct baton_transfer transfer;
    struct baton_transfer_actions actions;
    policy.old = givens[given].old;
    policy.form = givens[given].form;
    baton_transfer_init(&transfer, &policy, NUMBER, START);
    for (size_t i = 0; i < givens[given].steps; i++)
        assert_int_equal(baton_transfer_step(&transfer, &cues[givens[given].path[i]].event,
            transfer.stepped + 1, &actions), BATON_OK);
    return transfer;
}

/* The row for a cell: its own, or that of the given it is like. NULL if there is none. */
static const struct cell *row_of(int given, enum cue cue)
{
    for (; given != ITSELF; given = givens[given].like)
        for (size_t i = 0; i < COUNT(cells); i++)
            if ((int)cells[i].given == given && (cells[i].cues & C(cue)))
                return &cells[i];
    return NULL;
}

static enum given given_after(enum given given, const struct result *result)
{
    switch (result->kind) {
    case GIVEN_THERE:
        return (enum given)result->given;
    case SHIFTED:
        return (enum given)((int)given + result->given);
    default:
        return given;
    }
}

/* What `before` is to become: the given after it, or the end; times and policy go on from it. */
static struct baton_transfer expect(const struct baton_transfer *before, enum given given,
    const struct result *result, baton_time now)
{
    struct baton_transfer expected = make(given_after(given, result));
    expected.stepped = now;
    if (expected.state == before->state)
        expected.deadline = before->deadline;
    else
        expected.deadline = now + duration(expected.state);
    if (result->kind != OVER)
        return expected;
    expected.state = BATON_TRANSFER_ENDED;
    expected.deadline = BATON_NEVER;
    expected.outcome = result->outcome;
    expected.reason = result->reason == REASON_OF_RETURN ? (int)before->returning : result->reason;
    return expected;
}

/* All that can be seen of a step as one line, so that a failure says where and what at once. Which
 * devices are there matters no more when it is over. */
static void write_step(char *out, size_t size, const char *where, enum baton_error error,
    const char *actions, const struct baton_transfer *transfer)
{
    bool over = transfer->state == BATON_TRANSFER_ENDED;
    snprintf(out, size, "%s: %s, does [%s], is %s until %lld, %s %s, number %d,%s%s%s returns %s",
        where, baton_error_name(error), actions, baton_transfer_state_name(transfer->state),
        (long long)transfer->deadline, baton_transfer_outcome_name(transfer->outcome),
        baton_transfer_reason_name(transfer->reason), transfer->number,
        !over && transfer->new_up ? " new up," : "", !over && transfer->new_alive ? " new," : "",
        !over && transfer->old_alive ? " old," : "",
        baton_transfer_reason_name(transfer->returning));
}

static void check_step(enum given given, enum cue cue, baton_time now, enum baton_error error,
    const char *actions, const struct result *result)
{
    struct baton_transfer transfer = make(given), before = transfer;
    struct baton_transfer expected = expect(&before, given, result, now);
    struct baton_transfer_actions done;
    char where[128], names[256], want[768], got[768];
    bool drops = baton_transfer_drops_gate(&transfer, &cues[cue].event, now);

    enum baton_error answer = baton_transfer_step(&transfer, &cues[cue].event, now, &done);
    write_actions(&done, names, sizeof(names));
    snprintf(where, sizeof(where), "%s, %s", givens[given].name, cues[cue].name);
    write_step(want, sizeof(want), where, error, actions, &expected);
    write_step(got, sizeof(got), where, answer, names, &transfer);
    assert_string_equal(got, want);
    assert_int_equal(drops, strstr(names, "disarm") || strstr(names, "force_old"));
    assert_int_equal(transfer.stepped, now);
    assert_memory_equal(&transfer.policy, &before.policy, sizeof(before.policy));
}

static baton_time time_of(const struct baton_transfer *transfer, enum cue cue)
{
    if (transfer->deadline == BATON_NEVER)
        return transfer->stepped + BATON_SECONDS(1);
    return cue == LATE ? transfer->deadline : transfer->deadline - 1;
}

static void each_event_does_what_its_row_says(void **state)
{
    enum given given = *(const enum given *)*state;
    struct baton_transfer transfer = make(given);
    for (int cue = 0; cue < CUES; cue++) {
        const struct cell *row = row_of(given, cue);
        assert_non_null(row);
        check_step(given, cue, time_of(&transfer, cue), row->error, row->actions,
            &row->result);
    }
}

/* What a request is told when its deadline has passed and no timer had noticed. */
static enum baton_error late_answer(enum given given, enum cue cue, bool moved)
{
    if (cue == SCAN)
        return given == OFFERED || given == OFFERED_NOBODY ? BATON_E_CODE_EXPIRED :
            BATON_E_CODE_USED;
    if (!(C(cue) & RENEW))
        return BATON_E_NO_SUCH_TRANSFER;
    if (cue == RENEW_BY_OPERATOR || cue == (moved ? RENEW_BY_NEW : RENEW_BY_OLD))
        return BATON_OK;
    return BATON_E_NOT_IN_CALL;
}

static void a_late_request_finds_the_transfer_over(void **state)
{
    enum given given = *(const enum given *)*state;
    struct baton_transfer transfer = make(given);
    const struct cell *over = row_of(given, LATE);
    for (int cue = 0; cue < CUES; cue++)
        if (C(cue) & REQUESTS)
            check_step(given, cue, transfer.deadline,
                late_answer(given, cue, over->result.outcome == BATON_OUTCOME_MOVED),
                over->actions, &over->result);
}

/* A fact that changes the state wins over the deadline; any other is noted, and then it is over. */
static void a_late_fact_is_noted_before_the_deadline(void **state)
{
    enum given given = *(const enum given *)*state;
    struct baton_transfer transfer = make(given);
    for (int cue = 0; cue < CUES; cue++) {
        const struct cell *row = row_of(given, cue);
        if (C(cue) & REQUESTS)
            continue;
        enum given then = given_after(given, &row->result);
        if (row->result.kind != OVER && make(then).state == transfer.state)
            row = row_of(then, LATE);
        check_step(given, cue, transfer.deadline, BATON_OK, row->actions, &row->result);
    }
}

static void every_cell_has_one_row(void **state)
{
    (void)state;
    for (int given = 0; given < GIVENS; given++)
        for (int cue = 0; cue < CUES; cue++) {
            int rows = 0;
            for (size_t i = 0; i < COUNT(cells); i++)
                rows += (int)cells[i].given == given && (cells[i].cues & C(cue));
            if (rows > 1 || !row_of(given, cue))
                fail_msg("%s, %s: %d rows", givens[given].name, cues[cue].name, rows);
        }
}

static void every_state_and_every_event_is_in_the_table(void **state)
{
    bool states[BATON_TRANSFER_ENDED + 1] = { false }, events[BATON_TRANSFER_TICK + 1] = { false };
    (void)state;
    for (int given = 0; given < GIVENS; given++)
        states[make(given).state] = true;
    for (int cue = 0; cue < CUES; cue++)
        events[cues[cue].event.type] = true;
    for (size_t i = 0; i < COUNT(states); i++)
        assert_true(states[i]);
    for (size_t i = 0; i < COUNT(events); i++)
        assert_true(events[i]);
}

static void each_given_is_what_its_name_says(void **state)
{
    (void)state;
    for (int given = 0; given < GIVENS; given++) {
        struct baton_transfer transfer = make(given);
        if (transfer.state != known[given].state || transfer.new_up != known[given].new_up ||
            transfer.new_alive != known[given].new_alive ||
            transfer.old_alive != known[given].old_alive ||
            transfer.returning != known[given].returning)
            fail_msg("%s is not what its name says", givens[given].name);
    }
}

static void a_transfer_starts_offered(void **state)
{
    struct baton_transfer transfer;
    (void)state;
    baton_transfer_init(&transfer, &number_policy, 10, START);
    assert_int_equal(transfer.state, BATON_TRANSFER_OFFERED);
    assert_int_equal(transfer.number, 10);
    assert_int_equal(transfer.deadline, START + number_policy.code_lifetime);
    assert_true(transfer.old_alive);
    assert_false(transfer.new_alive || transfer.new_up);
    assert_int_equal(transfer.outcome, BATON_OUTCOME_NONE);
    assert_int_equal(transfer.reason, BATON_REASON_NONE);
}

#define CELLS(given) \
    { #given ": each event", each_event_does_what_its_row_says, NULL, NULL, &all[given] }, \
    { #given ": late requests", a_late_request_finds_the_transfer_over, NULL, NULL, &all[given] }, \
    { #given ": late facts", a_late_fact_is_noted_before_the_deadline, NULL, NULL, &all[given] }

int main(void)
{
    static enum given all[GIVENS];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_has_one_row),
        cmocka_unit_test(every_state_and_every_event_is_in_the_table),
        cmocka_unit_test(each_given_is_what_its_name_says),
        cmocka_unit_test(a_transfer_starts_offered),
        CELLS(OFFERED), CELLS(OFFERED_NOBODY),
        CELLS(CONFIRMING), CELLS(CONFIRMING_UP), CELLS(CONFIRMING_YESNO),
        CELLS(CONFIRMING_YESNO_UP),
        CELLS(CONNECTING), CELLS(CONNECTING_OLD_GONE), CELLS(CONNECTING_NOBODY),
        CELLS(CONNECTING_YESNO),
        CELLS(COMMITTING), CELLS(COMMITTING_OLD_GONE), CELLS(COMMITTING_YESNO),
        CELLS(STANDBY),
        CELLS(BY_OLD_UP), CELLS(BY_OLD_LOST), CELLS(BY_OLD_GONE),
        CELLS(BY_NEW_UP), CELLS(BY_NEW_LOST), CELLS(BY_NEW_GONE),
        CELLS(BY_OPERATOR_UP), CELLS(BY_OPERATOR_LOST), CELLS(BY_OPERATOR_GONE),
        CELLS(LOST_UP), CELLS(LOST_LOST), CELLS(LOST_GONE), CELLS(GONE_GONE),
        { "ENDED: each event", each_event_does_what_its_row_says, NULL, NULL, &all[ENDED] },
    };
    for (int given = 0; given < GIVENS; given++)
        all[given] = given;
    return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
