/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "janus/outgoing.h"

#include <string.h>

#include "api/fields.h"
#include "code/drawing.h"
#include "state/latest_events.h"

const struct baton_outgoing_limits baton_outgoing_defaults = {
    .window = 256 * 1024,
    .bytes = 512 * 1024,
    .messages = 1024,
    .patience = BATON_SECONDS(15),
    .session_bytes = 2 << 20,
    .server_bytes = 32 << 20,
};

/* The time that a message costs the threads of the outbox and of Janus: the calls, and the text of the JSON. */
enum { COST_OF_MESSAGE = 20, BYTES_PER_MICROSECOND = 50 };

/* The size of the field `seq` and its value. */
enum { NUMBER_BYTES = 16 };

/* --- messages --------------------------------------------------------------------------------- */

/* A state event describes the present state of an object, so only the latest one matters. Returns the name of this
 * object, or NULL if the message is no state event. */
static const char *subject_of(const json_t *body, const char *transaction)
{
    const char *event = json_string_value(json_object_get(body, "baton"));

    if (transaction || !event)
        return NULL;
    if (strcmp(event, "slots") == 0 || strcmp(event, "encodings") == 0)
        return event;
    if (strcmp(event, "participant_changed") == 0) {
        const json_t *participant = json_object_get(body, "participant");
        return json_string_value(json_object_get(participant, "id"));
    }
    return NULL;
}

/* Whether the message is a chat message to the room. A question by chat is none: nobody repeats it. */
static bool is_chat(const json_t *body, const char *transaction)
{
    const char *event = json_string_value(json_object_get(body, "baton"));

    return !transaction && event && strcmp(event, "chat") == 0 &&
           !json_object_get(json_object_get(body, "message"), "question");
}

struct baton_outgoing_message *baton_outgoing_message_new(
    void *owner, char *transaction, json_t *body, json_t *jsep)
{
    struct baton_outgoing_message *message = g_new(struct baton_outgoing_message, 1);

    *message = (struct baton_outgoing_message){.kind = BATON_OUTGOING_MESSAGE,
        .owner = owner,
        .transaction = transaction,
        .body = body,
        .jsep = jsep,
        .bytes = baton_extent_bytes(body) + baton_extent_bytes(jsep),
        .subject = jsep ? NULL : subject_of(body, transaction),
        .chat = is_chat(body, transaction)};
    return message;
}

struct baton_outgoing_message *baton_outgoing_message_copy(
    const struct baton_outgoing_message *message, void *owner, uint64_t seq)
{
    struct baton_outgoing_message *copy = g_new(struct baton_outgoing_message, 1);

    *copy = *message;
    copy->owner = owner;
    copy->seq = seq;
    copy->bytes += seq ? NUMBER_BYTES : 0;
    json_incref(copy->body);
    return copy;
}

json_t *baton_outgoing_message_body(const struct baton_outgoing_message *message)
{
    return message->seq ? baton_event_numbered(message->body, message->seq)
                        : json_incref(message->body);
}

struct baton_outgoing_message *baton_outgoing_close_new(void *owner)
{
    struct baton_outgoing_message *message = g_new0(struct baton_outgoing_message, 1);

    message->kind = BATON_OUTGOING_CLOSE;
    message->owner = owner;
    return message;
}

void baton_outgoing_message_free(struct baton_outgoing_message *message)
{
    g_free(message->transaction);
    json_decref(message->body);
    json_decref(message->jsep);
    g_free(message);
}

int64_t baton_outgoing_cost(size_t bytes)
{
    return COST_OF_MESSAGE + (int64_t)(bytes / BYTES_PER_MICROSECOND);
}

int64_t baton_outgoing_message_cost(const struct baton_outgoing_message *message)
{
    return baton_outgoing_cost(message->bytes) + baton_drawing_cost(message->body);
}

bool baton_outgoing_message_is_drawn_later(const struct baton_outgoing_message *message)
{
    return baton_drawing_is_due(message->body);
}

static json_t *error_body(const struct baton_failure *failure)
{
    return json_pack("{s:s, s:i, s:s}", "baton", "error", "error_code",
        baton_error_code(failure->error), "error", failure->text);
}

size_t baton_outgoing_message_draw(struct baton_outgoing_message *message)
{
    struct baton_failure failure;
    json_t *drawn = baton_drawing_finish(message->body, &failure);
    size_t before = message->bytes;

    json_decref(message->body);
    message->body = drawn ? drawn : error_body(&failure);
    message->bytes = baton_extent_bytes(message->body) + baton_extent_bytes(message->jsep);
    return message->bytes > before ? message->bytes - before : 0;
}

static void free_message(void *message)
{
    baton_outgoing_message_free(message);
}

/* --- the queue -------------------------------------------------------------------------------- */

static uint64_t unacknowledged(const struct baton_outgoing *outgoing)
{
    return outgoing->sent - outgoing->acknowledged;
}

size_t baton_outgoing_held(const struct baton_outgoing *outgoing)
{
    return outgoing->waiting + (size_t)unacknowledged(outgoing);
}

void baton_outgoing_end(struct baton_outgoing *outgoing, void *owner)
{
    struct baton_outgoing_message *end = baton_outgoing_close_new(owner);

    baton_outgoing_clear(outgoing);
    end->kind = BATON_OUTGOING_END;
    g_queue_push_tail(&outgoing->messages, end);
}

void baton_outgoing_clear(struct baton_outgoing *outgoing)
{
    g_queue_clear_full(&outgoing->messages, free_message);
    outgoing->waiting = 0;
    outgoing->acknowledged = outgoing->asked = outgoing->sent;
    outgoing->ended = true;
}

static void drop_link(struct baton_outgoing *outgoing, GList *link)
{
    struct baton_outgoing_message *message = link->data;

    outgoing->waiting -= message->bytes;
    g_queue_delete_link(&outgoing->messages, link);
    baton_outgoing_message_free(message);
}

/* Drops a waiting state event about the same object. The later event goes to the end of the queue, because it may name
 * objects that other waiting messages introduce. */
static void drop_earlier(struct baton_outgoing *outgoing, const char *subject)
{
    for (GList *link = outgoing->messages.head; subject && link; link = link->next) {
        const struct baton_outgoing_message *message = link->data;
        if (g_strcmp0(message->subject, subject) != 0)
            continue;
        drop_link(outgoing, link);
        return;
    }
}

/* --- limits ----------------------------------------------------------------------------------- */

static bool is_last_chat(const GList *link)
{
    for (const GList *later = link->next; later; later = later->next)
        if (((const struct baton_outgoing_message *)later->data)->chat)
            return false;
    return true;
}

bool baton_outgoing_shed(
    struct baton_outgoing *outgoing, const struct baton_outgoing_limits *limits)
{
    const uint64_t before = outgoing->dropped;
    GList *next;

    for (GList *link = outgoing->messages.head; link; link = next) {
        next = link->next;
        if (outgoing->waiting <= limits->bytes / 2 &&
            outgoing->messages.length <= limits->messages / 2)
            break;
        if (!((struct baton_outgoing_message *)link->data)->chat || is_last_chat(link))
            continue;
        drop_link(outgoing, link);
        outgoing->dropped++;
    }
    return outgoing->dropped > before;
}

static void drop_chat(struct baton_outgoing *outgoing)
{
    GList *next;

    for (GList *link = outgoing->messages.head; link; link = next) {
        next = link->next;
        if (!((struct baton_outgoing_message *)link->data)->chat)
            continue;
        drop_link(outgoing, link);
        outgoing->dropped++;
    }
}

static bool is_too_full(
    const struct baton_outgoing *outgoing, const struct baton_outgoing_limits *limits)
{
    return outgoing->waiting > limits->bytes || outgoing->messages.length > limits->messages;
}

static const char *find_excess(const struct baton_outgoing *outgoing,
    const struct baton_outgoing_limits *limits, baton_time now)
{
    if (outgoing->waiting > limits->bytes)
        return "too many bytes wait for a client that does not acknowledge (queue_kb)";
    if (outgoing->messages.length > limits->messages)
        return "too many messages wait for a client that does not acknowledge (queue_messages)";
    if (outgoing->full_since && now - outgoing->full_since > limits->patience)
        return "a client has acknowledged nothing for too long (queue_seconds)";
    return NULL;
}

const char *baton_outgoing_put(struct baton_outgoing *outgoing,
    const struct baton_outgoing_limits *limits, struct baton_outgoing_message *message,
    baton_time now)
{
    void *owner = message->owner;

    if (outgoing->ended) {
        baton_outgoing_message_free(message);
        return NULL;
    }
    drop_earlier(outgoing, message->subject);
    g_queue_push_tail(&outgoing->messages, message);
    outgoing->waiting += message->bytes;
    if (is_too_full(outgoing, limits))
        baton_outgoing_shed(outgoing, limits);
    const char *excess = find_excess(outgoing, limits, now);
    if (excess)
        baton_outgoing_end(outgoing, owner);
    return excess;
}

/* Whether the window has space for the message. A message that is larger than the window may be sent when everything
 * before it is acknowledged. */
static bool has_window(
    const struct baton_outgoing *outgoing, const struct baton_outgoing_limits *limits,
    const struct baton_outgoing_message *message)
{
    return message->kind != BATON_OUTGOING_MESSAGE || unacknowledged(outgoing) == 0 ||
           unacknowledged(outgoing) + message->bytes <= limits->window;
}

static const struct baton_outgoing_message *first_of(const struct baton_outgoing *outgoing)
{
    return outgoing->messages.head ? outgoing->messages.head->data : NULL;
}

bool baton_outgoing_ready(
    const struct baton_outgoing *outgoing, const struct baton_outgoing_limits *limits)
{
    const struct baton_outgoing_message *first = first_of(outgoing);

    return outgoing->asks_again || (first && has_window(outgoing, limits, first));
}

bool baton_outgoing_draws_next(const struct baton_outgoing *outgoing)
{
    const struct baton_outgoing_message *first = first_of(outgoing);

    return first && baton_outgoing_message_is_drawn_later(first);
}

struct baton_outgoing_message *baton_outgoing_take(
    struct baton_outgoing *outgoing, const struct baton_outgoing_limits *limits, baton_time now)
{
    const struct baton_outgoing_message *first = first_of(outgoing);

    if (!first || !has_window(outgoing, limits, first)) {
        if (outgoing->messages.length > 0 && !outgoing->full_since)
            outgoing->full_since = now;
        return NULL;
    }
    struct baton_outgoing_message *message = g_queue_pop_head(&outgoing->messages);
    outgoing->waiting -= message->bytes;
    outgoing->sent += message->bytes;
    return message;
}

void baton_outgoing_grow(struct baton_outgoing *outgoing, size_t bytes)
{
    if (!outgoing->ended)
        outgoing->sent += bytes;
}

/* --- acknowledgements ------------------------------------------------------------------------- */

/* Returns a number that nobody can predict; 0: the source has failed. */
static uint64_t new_number(const struct baton_random *random)
{
    enum { UNUSED_BITS = 64 - 53 };
    uint64_t number;

    if (!baton_random_fill(random, &number, sizeof(number)))
        return 0;
    return number >> UNUSED_BITS | 1;
}

static unsigned next_question(const struct baton_outgoing *outgoing)
{
    return (outgoing->latest + 1) % BATON_OUTGOING_QUESTIONS;
}

/* Whether the ring has only questions that the client may still answer. Then the client is asked nothing new before it
 * answers one of them. */
static bool has_too_many_questions(const struct baton_outgoing *outgoing)
{
    return outgoing->questions[next_question(outgoing)].sent > outgoing->acknowledged;
}

/* Returns the number of a new question about everything that was sent, or 0. */
static uint64_t question_new(struct baton_outgoing *outgoing, const struct baton_random *random)
{
    uint64_t number = has_too_many_questions(outgoing) ? 0 : new_number(random);

    if (!number)
        return 0;
    outgoing->latest = next_question(outgoing);
    outgoing->questions[outgoing->latest] =
        (struct baton_outgoing_question){number, outgoing->sent};
    outgoing->asked = outgoing->sent;
    return number;
}

uint64_t baton_outgoing_ask(struct baton_outgoing *outgoing,
    const struct baton_outgoing_limits *limits, const struct baton_random *random)
{
    uint64_t unasked = outgoing->sent - outgoing->asked;
    bool again = outgoing->asks_again && unacknowledged(outgoing) > 0;

    outgoing->asks_again = false;
    if (again && (unasked == 0 || has_too_many_questions(outgoing)))
        return outgoing->questions[outgoing->latest].number;
    if (!again && (unasked == 0 || (unasked < limits->window / 4 && !outgoing->full_since)))
        return 0;
    return question_new(outgoing, random);
}

void baton_outgoing_ask_again(struct baton_outgoing *outgoing, baton_time now)
{
    if (outgoing->ended)
        return;
    outgoing->asks_again = true;
    drop_chat(outgoing);
    if (outgoing->full_since && !outgoing->waits_again) {
        outgoing->full_since = now;
        outgoing->waits_again = true;
    }
}

static const struct baton_outgoing_question *question_of(
    const struct baton_outgoing *outgoing, uint64_t number)
{
    for (size_t i = 0; i < BATON_OUTGOING_QUESTIONS; i++)
        if (number && outgoing->questions[i].number == number)
            return &outgoing->questions[i];
    return NULL;
}

bool baton_outgoing_acknowledge(struct baton_outgoing *outgoing, uint64_t number)
{
    const struct baton_outgoing_question *question = question_of(outgoing, number);

    if (!question) {
        outgoing->wrong++;
        return false;
    }
    outgoing->wrong = 0;
    if (question->sent > outgoing->acknowledged) {
        outgoing->acknowledged = question->sent;
        outgoing->full_since = 0;
        outgoing->waits_again = false;
    }
    return true;
}

const char *baton_outgoing_end_guessing(struct baton_outgoing *outgoing, void *owner)
{
    if (outgoing->ended || outgoing->wrong < BATON_OUTGOING_MOST_WRONG)
        return NULL;
    baton_outgoing_end(outgoing, owner);
    return "a client acknowledges with numbers that Baton has not sent to it";
}
