/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poll owns who was asked to agree to a transfer, and what each of them said. */
#include "app/poll.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <string.h>

#include "app/room.h"
#include "app/ticket.h"
#include "confirm/quota.h"

/* --- what channels need of us ----------------------------------------------------------------- */

static const struct baton_handle *uplink_of(const struct baton_voter *voter)
{
    if (voter->self)
        return voter->move->old_uplink;
    const struct baton_device *active = voter->participant ? voter->participant->active : NULL;
    return active ? active->uplink : NULL;
}

static void send_event(void *context, void *person, json_t *body)
{
    baton_world_send(context, uplink_of(person), json_incref(body));
}

static void send_chat(void *context, void *person, const char *text, json_t *question)
{
    struct baton_engine *engine = context;
    const struct baton_voter *voter = person;
    struct baton_chat *chat = &voter->move->participant->room->chat;
    json_t *message = json_pack("{s:I, s:n, s:s, s:s, s:I, s:O}", "id", (json_int_t)++chat->last_id,
        "from", "display", "", "text", text, "time",
        (json_int_t)engine->host->wall_clock(engine->host->context), "question", question);
    baton_world_send(
        engine, uplink_of(voter), json_pack("{s:s, s:o}", "baton", "chat", "message", message));
}

static enum baton_error send_sms(void *context, void *person, const char *number, const char *text,
    struct baton_failure *failure)
{
    struct baton_engine *engine = context;
    const struct baton_voter *voter = person;
    if (!engine->host->send_sms)
        return baton_failure_set(
            failure, BATON_E_WRONG_STATE, "this server is not set up to send text messages");
    if (!baton_quota_take(engine->sms_quota, number, engine->now))
        return baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "this telephone was sent too many messages lately; try again in an hour");
    return engine->host->send_sms(engine->host->context, voter->id, number, text, failure);
}

static struct baton_channel_host host_of(const struct baton_move *move)
{
    return (struct baton_channel_host){move->engine, send_event, send_chat, send_sms};
}

static struct baton_question question_of(const struct baton_voter *voter)
{
    const struct baton_move *move = voter->move;
    struct baton_question question = {
        .transfer = move->id,
        .form = move->machine.policy.form,
        .participant = move->participant->id,
        .display = move->participant->display,
        .room = move->participant->room->description,
        .device_name = move->device_name ? move->device_name : "",
        .self = voter->self,
        .expires_in = baton_move_expires_in(move),
        .link = move->engine->config.confirm_link,
    };
    memcpy(question.choices, move->choices, sizeof(question.choices));
    return question;
}

static struct baton_asked asked_of(struct baton_voter *voter)
{
    return (struct baton_asked){voter, voter->phone[0] ? voter->phone : NULL};
}

/* --- asking ----------------------------------------------------------------------------------- */

static bool can_be_asked(
    const struct baton_participant *participant, const struct baton_participant *mover)
{
    return participant != mover && participant->active;
}

int baton_poll_remotes(const struct baton_participant *mover)
{
    int count = 0;
    for (guint i = 0; i < mover->room->participants->len; i++)
        count += can_be_asked(g_ptr_array_index(mover->room->participants, i), mover);
    return count;
}

static bool put_question(struct baton_voter *voter, struct baton_failure *failure)
{
    const struct baton_channel_host host = host_of(voter->move);
    const struct baton_asked asked = asked_of(voter);
    struct baton_question question = question_of(voter);
    char ticket[BATON_ID_SIZE];
    if (voter->how->needs_ticket && question.link) {
        if (!baton_ticket_new(voter, ticket, failure))
            return false;
        question.ticket = ticket;
    }
    bool asked_well = voter->how->ask(&host, &question, &asked, failure) == BATON_OK;
    OPENSSL_cleanse(ticket, sizeof(ticket));
    return asked_well;
}

/* The channel that stands in for the one that failed; NULL: none. */
static const struct baton_channel *fallback_for(const struct baton_voter *voter)
{
    const struct baton_channel *fallback = voter->move->engine->config.sms_fallback;
    return voter->how == voter->move->confirm.how && fallback != voter->how ? fallback : NULL;
}

void baton_poll_undelivered(struct baton_voter *voter, const char *words)
{
    const struct baton_channel *fallback = fallback_for(voter);
    baton_move_tell(voter->move, BATON_SIDE_OLD,
        json_pack("{s:s, s:s, s:s?, s:s, s:s?}", "baton", "delivery_failed", "how",
            voter->how->name, "participant", voter->participant ? voter->participant->id : NULL,
            "text", words, "fallback", fallback ? fallback->name : NULL));
    if (fallback)
        voter->how = fallback;
    voter->unreachable = !fallback || !put_question(voter, NULL);
}

static void ask_voter(struct baton_voter *voter)
{
    struct baton_failure failure;
    if (!put_question(voter, &failure))
        baton_poll_undelivered(voter, failure.text);
}

static void add_voter(struct baton_move *move, struct baton_participant *participant)
{
    struct baton_voter *voter = g_new0(struct baton_voter, 1);
    voter->move = move;
    voter->participant = participant;
    voter->self = participant == move->participant;
    voter->how = move->confirm.how;
    g_strlcpy(voter->phone, participant->phone, sizeof(voter->phone));
    g_ptr_array_add(move->voters, voter);
    g_snprintf(voter->id, sizeof(voter->id), "voter-%016" PRIx64, ++move->engine->polled);
    g_hash_table_insert(move->engine->voters, voter->id, voter);
    ask_voter(voter);
}

void baton_poll_ask(struct baton_move *move)
{
    const GPtrArray *participants = move->participant->room->participants;
    move->voters = g_ptr_array_new_with_free_func(g_free);
    if (move->confirm.old)
        add_voter(move, move->participant);
    for (guint i = 0; move->confirm.remote != BATON_REMOTE_NONE && i < participants->len; i++) {
        struct baton_participant *participant = g_ptr_array_index(participants, i);
        if (can_be_asked(participant, move->participant))
            add_voter(move, participant);
    }
}

/* --- taking back ------------------------------------------------------------------------------ */

/* The mover knows how his own dialog ended; not so what others decided, or what he was asked
 * elsewhere. */
static bool is_to_be_told(const struct baton_voter *voter)
{
    const struct baton_move *move = voter->move;
    if (voter->withdrawn || !voter->participant)
        return false;
    if (!voter->self)
        return true;
    return move->machine.state != BATON_TRANSFER_CONFIRMING &&
           (move->confirm.remote != BATON_REMOTE_NONE || voter->how != &baton_channel_popup);
}

static void withdraw(struct baton_voter *voter)
{
    const struct baton_transfer *machine = &voter->move->machine;
    const struct baton_channel_host host = host_of(voter->move);
    const struct baton_question question = question_of(voter);
    const struct baton_asked asked = asked_of(voter);
    bool over = machine->state == BATON_TRANSFER_ENDED;
    voter->withdrawn = true;
    voter->how->withdraw(&host, &question, &asked,
        over ? baton_transfer_outcome_name(machine->outcome) : "agreed",
        over ? baton_transfer_reason_text(machine->reason) : "The move was agreed to.");
}

void baton_poll_withdraw(struct baton_move *move)
{
    for (guint i = 0; i < move->voters->len; i++) {
        struct baton_voter *voter = g_ptr_array_index(move->voters, i);
        if (is_to_be_told(voter))
            withdraw(voter);
    }
}

void baton_poll_close(struct baton_move *move)
{
    for (guint i = 0; move->voters && i < move->voters->len; i++) {
        struct baton_voter *voter = g_ptr_array_index(move->voters, i);
        baton_ticket_kill(voter, BATON_E_CODE_EXPIRED);
        g_hash_table_remove(move->engine->voters, voter->id);
    }
}

void baton_poll_free(struct baton_move *move)
{
    if (move->voters)
        g_ptr_array_free(move->voters, TRUE);
}

/* --- answers ---------------------------------------------------------------------------------- */

static enum baton_transfer_side side_of(const struct baton_voter *voter)
{
    return voter->self ? BATON_SIDE_OLD : BATON_SIDE_REMOTE;
}

void baton_poll_settle(struct baton_move *move)
{
    for (guint i = 0; move->voters && i < move->voters->len; i++) {
        struct baton_voter *voter = g_ptr_array_index(move->voters, i);
        if (!voter->unreachable || voter->dropped || voter->answered)
            continue;
        voter->dropped = true;
        baton_move_step(move,
            (struct baton_transfer_event){
                .type = BATON_TRANSFER_NOT_DELIVERED, .by = side_of(voter)},
            NULL);
    }
}

struct baton_voter *baton_poll_voter(
    const struct baton_move *move, const struct baton_participant *participant)
{
    for (guint i = 0; move->voters && i < move->voters->len; i++) {
        struct baton_voter *voter = g_ptr_array_index(move->voters, i);
        if (voter->participant == participant)
            return voter;
    }
    return NULL;
}

bool baton_poll_is_open(const struct baton_voter *voter)
{
    return !voter->answered && !voter->dropped &&
           voter->move->machine.state == BATON_TRANSFER_CONFIRMING;
}

/* A yes that was to name a number and names none is no wrong guess, and must not end anything. */
enum baton_error baton_poll_answer(
    struct baton_voter *voter, bool yes, int number, struct baton_failure *failure)
{
    struct baton_move *move = voter->move;
    const struct baton_transfer_event answer = {
        .type = BATON_TRANSFER_CONFIRM, .by = side_of(voter), .yes = yes, .number = number};
    if (voter->answered)
        return baton_failure_set(
            failure, BATON_E_ALREADY_ANSWERED, "this question was answered already");
    if (voter->dropped)
        return baton_failure_set(failure, BATON_E_NOT_ASKED, "this question is not asked any more");
    if (yes && number == 0 && baton_poll_is_open(voter) &&
        move->machine.policy.form == BATON_FORM_NUMBER)
        return baton_failure_set(failure, BATON_E_MISSING_ELEMENT,
            "number: missing; the new device shows one, which has to be picked");
    voter->answered = baton_poll_is_open(voter);
    baton_ticket_kill(voter, BATON_E_CODE_USED);
    return baton_move_step(move, answer, failure);
}

/* --- coming, going and moving ----------------------------------------------------------------- */

typedef void visit_voter(struct baton_voter *voter, void *data);

static void visit_move(struct baton_move *move, visit_voter *visit, void *data)
{
    for (guint i = 0; move->voters && i < move->voters->len; i++)
        visit(g_ptr_array_index(move->voters, i), data);
}

/* Of every transfer in a room, over a copy: one that ends leaves its participant, and not more than
 * that before it is buried. */
static void visit_room(const struct baton_room *room, visit_voter *visit, void *data)
{
    GPtrArray *moves = g_ptr_array_new();
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (participant->move && participant->move->voters)
            g_ptr_array_add(moves, participant->move);
    }
    for (guint i = 0; i < moves->len; i++)
        visit_move(g_ptr_array_index(moves, i), visit, data);
    g_ptr_array_free(moves, TRUE);
}

static void leave(struct baton_voter *voter, void *data)
{
    const struct baton_transfer_event left = {.type = BATON_TRANSFER_REMOTE_LEFT};
    if (voter->participant != data)
        return;
    bool waited_for = baton_poll_is_open(voter) && !voter->self;
    voter->participant = NULL;
    voter->dropped |= waited_for;
    if (waited_for)
        baton_move_step(voter->move, left, NULL);
}

void baton_poll_left(struct baton_participant *participant, const struct baton_room *room)
{
    visit_room(room, leave, participant);
}

static void repeat(struct baton_voter *voter, void *data)
{
    if (voter->participant == data && !voter->self && baton_poll_is_open(voter) &&
        !voter->how->needs_ticket)
        put_question(voter, NULL);
}

void baton_poll_repeat(struct baton_participant *participant)
{
    visit_room(participant->room, repeat, participant);
}
