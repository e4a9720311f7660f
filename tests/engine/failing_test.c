/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole transfer in which each call of a library fails once (fault.h). The request that needed this call is refused
 * with a clear error and has changed nothing, or it succeeds all the same. The invariants hold, and afterwards a whole
 * transfer works in the same process.
 *
 * BATON_VERBOSE=1 prints each call that fails.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/party_test.h"
#include "fake/call_rows.h"
#include "fake/fault.h"
#include "fake/invariants.h"

static const struct baton_authority admin = {.admin = true};

/* --- the steps -------------------------------------------------------------------------------- */

typedef enum baton_error step_function(struct party *party);

static const struct baton_room_settings *settings; /* of the scenario that runs */
static enum baton_code_kind kind;

static enum baton_error create(struct party *party)
{
    return world_creates_room_with(party->world, settings, false);
}

static enum baton_error anna_joins(struct party *party)
{
    return device_joins_as(party->anna,
        &(struct baton_join_request){.room = PARTY_ROOM, .display = "Anna", .phone = "+15550001"});
}

static enum baton_error bob_joins(struct party *party)
{
    return device_joins_as(party->bob,
        &(struct baton_join_request){.room = PARTY_ROOM, .display = "Bob", .phone = "+15550002"});
}

static enum baton_error connect_up(struct fake_device *device)
{
    if (device->uplink->negotiated && !device->up_live)
        device_uplink_comes_up(device);
    return BATON_OK;
}

static enum baton_error connect_down(struct fake_device *device)
{
    if (device->downlink->negotiated && !device->down_live)
        device_downlink_comes_up(device);
    return BATON_OK;
}

#define STEPS_OF(person)                                                                           \
    static enum baton_error person##_publishes(struct party *party)                                \
    {                                                                                              \
        return device_publishes(party->person, "microphone camera");                               \
    }                                                                                              \
    static enum baton_error person##_up(struct party *party)                                       \
    {                                                                                              \
        return connect_up(party->person);                                                          \
    }                                                                                              \
    static enum baton_error person##_subscribes(struct party *party)                               \
    {                                                                                              \
        return device_subscribes(party->person, 3, 4);                                             \
    }                                                                                              \
    static enum baton_error person##_starts(struct party *party)                                   \
    {                                                                                              \
        return device_starts(party->person);                                                       \
    }                                                                                              \
    static enum baton_error person##_down(struct party *party)                                     \
    {                                                                                              \
        return connect_down(party->person);                                                        \
    }

STEPS_OF(anna)
STEPS_OF(bob)
STEPS_OF(carl)

static enum baton_error play(struct party *party)
{
    world_plays(party->world, 200);
    return BATON_OK;
}

static enum baton_error anna_chats(struct party *party)
{
    return device_chats(party->anna, "hello");
}

static enum baton_error anna_shows_code(struct party *party)
{
    return device_shows_code_with(party->anna, &(struct baton_transfer_request){.kind = kind});
}

static enum baton_error carl_scans(struct party *party)
{
    return device_scans_in_room(party->carl, party->anna->code, PARTY_ROOM);
}

static enum baton_error anna_confirms(struct party *party)
{
    return device_confirms(party->anna, true, party->carl->number);
}

static enum baton_error bob_reads_question(struct party *party)
{
    const char *mark = strstr(party->world->host.sms_text, "#ask=");
    return mark ? device_reads_question(party->bob, mark + strlen("#ask=")) : BATON_E_NOT_ASKED;
}

static enum baton_error bob_confirms(struct party *party)
{
    const char *mark = strstr(party->world->host.sms_text, "#ask=");
    return mark ? device_confirms_by_ticket(
                      party->bob, mark + strlen("#ask="), true, party->carl->number)
                : BATON_E_NOT_ASKED;
}

static enum baton_error anna_returns(struct party *party)
{
    return device_returns(party->anna);
}

static enum baton_error anna_leaves(struct party *party)
{
    return device_leaves(party->anna);
}

static enum baton_error edit(struct party *party)
{
    const struct baton_room_settings change = {
        .room = PARTY_ROOM, .description = "another one", .has = BATON_ROOM_DESCRIPTION};
    struct baton_failure failure = {.error = BATON_OK};
    json_t *reply = baton_engine_edit(party->world->engine, &change, false, &admin, &failure);
    if (reply)
        world_keeps_reply(party->world, reply);
    return failure.error;
}

static enum baton_error list(struct party *party)
{
    const struct baton_page_request page = {.limit = BATON_PAGE_MAX};
    world_keeps_reply(party->world, baton_engine_list(party->world->engine, &admin, &page, NULL));
    return BATON_OK;
}

static enum baton_error destroy(struct party *party)
{
    return world_destroys_room(party->world, PARTY_ROOM);
}

/* The popup asks Anna, and Anna brings the call back. */
static step_function *const moved_and_back[] = {create, anna_joins, anna_publishes, anna_up,
    anna_subscribes, anna_starts, anna_down, bob_joins, bob_publishes, bob_up, bob_subscribes,
    bob_starts, bob_down, play, anna_chats, anna_shows_code, carl_scans, anna_confirms,
    carl_publishes, carl_up, carl_subscribes, carl_starts, carl_down, play, anna_returns, play,
    edit, list, anna_leaves, destroy, NULL};

/* An SMS with a link asks Bob. */
static step_function *const asked_by_sms[] = {create, anna_joins, anna_publishes, anna_up,
    bob_joins, bob_publishes, bob_up, anna_shows_code, carl_scans, bob_reads_question, bob_confirms,
    carl_publishes, carl_up, play, destroy, NULL};

/* --- the run ---------------------------------------------------------------------------------- */

static void enter(struct party *party)
{
    party->anna = device_new(party->world, "Anna");
    party->bob = device_new(party->world, "Bob");
    party->carl = device_new(party->world, "Carl");
    device_attaches(party->anna);
    device_attaches(party->bob);
    device_attaches(party->carl);
    party->world->host.sms_text[0] = '\0';
}

static void begin(struct party *party)
{
    struct baton_config config;
    baton_config_init(&config);
    config.confirm_link = g_strdup("https://call.example/agree");
    *party = (struct party){.world = world_new_with(1, &config), .sends = "microphone camera"};
    enter(party);
}

static void everybody_vanishes(struct party *party)
{
    device_vanishes(party->anna);
    device_vanishes(party->bob);
    device_vanishes(party->carl);
    destroy(party); /* perhaps there is no room */
}

/* Refused: nothing has changed, and the same request succeeds now. But if nobody could be asked, a scan is refused and
 * has ended the transfer. */
static void check_refusal(
    struct party *party, step_function *step, enum baton_error error, const char *before)
{
    char *after = party_state(party);
    if (step == carl_scans && error == BATON_E_WRONG_STATE) {
        party_told_end(party->anna, "failed", "not_delivered");
        free(after);
        return;
    }
    assert_int_equal(error, BATON_E_INTERNAL);
    assert_string_equal(after, before);
    free(after);
    ok(step(party));
}

/* Takes the steps up to `at`, and this one with a call that fails. Returns whether there was such a call. */
static bool fail_once(struct party *party, step_function *const *steps, size_t at, long number)
{
    const char *call;
    for (size_t i = 0; i < at; i++)
        ok(steps[i](party));
    char *before = party_state(party);
    fault_arm(number);
    enum baton_error error = steps[at](party);
    bool failed = fault_disarm(&call);
    if (failed && getenv("BATON_VERBOSE"))
        print_message("# step %zu, call %ld: %s fails: %d\n", at, number, call, (int)error);
    fake_invariants_check(party->world);
    if (error)
        check_refusal(party, steps[at], error, before);
    free(before);
    return failed;
}

/* The rest may be refused if a call failed whose failure does not refuse a request: a question that nobody got, say. */
static void go_on(struct party *party, step_function *const *steps)
{
    for (; *steps; steps++) {
        (*steps)(party);
        fake_invariants_check(party->world);
    }
}

static void work_again(struct party *party, step_function *const *steps)
{
    everybody_vanishes(party);
    enter(party);
    for (; *steps; steps++)
        ok((*steps)(party));
    fake_invariants_check(party->world);
}

static void fail_each_call(step_function *const *steps)
{
    unsigned failures = 0;
    for (size_t at = 0; steps[at]; at++) {
        bool failed = true;
        for (long number = 0; failed; number++) {
            struct party party;
            begin(&party);
            failed = fail_once(&party, steps, at, number);
            if (failed) {
                go_on(&party, steps + at + 1);
                work_again(&party, steps);
            }
            failures += failed;
            everybody_vanishes(&party);
            party_fini(&party);
        }
    }
    print_message("# %u calls have failed\n", failures);
    assert_true(failures > 15);
}

TEST(each_call_fails_once_in_a_call_that_moves_and_returns)
{
    settings = &(const struct baton_room_settings){.room = PARTY_ROOM};
    kind = BATON_CODE_QR;
    fail_each_call(moved_and_back);
}

TEST(each_call_fails_once_in_a_transfer_with_a_bar_code_and_an_sms)
{
    settings = &(const struct baton_room_settings){.room = PARTY_ROOM,
        .confirm = {.remote = BATON_REMOTE_ALL, .how = &baton_channel_sms},
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_HOW};
    kind = BATON_CODE_CODE128;
    fail_each_call(asked_by_sms);
}

/* --- restarts --------------------------------------------------------------------------------- */

static bool make_room(void *context, const json_t *request, struct baton_failure *failure)
{
    const struct baton_room_settings room = {
        .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = 60};
    struct fake_world *world = context;
    (void)request;
    json_t *reply = baton_engine_create(world->engine, &room, false, &admin, world->now, failure);
    json_decref(reply);
    return reply != NULL;
}

static void move_rows(GPtrArray *to, GPtrArray *from)
{
    gsize count;
    void **rows = g_ptr_array_steal(from, &count);
    for (gsize i = 0; i < count; i++)
        g_ptr_array_add(to, rows[i]);
    g_free(rows);
}

/* Janus has restarted, and the engine has not read the rows of the party yet. */
static void restart_without_rows(struct fake_world *world)
{
    GPtrArray *rooms = g_ptr_array_new(), *people = g_ptr_array_new();
    fake_call_rows_write(world);
    move_rows(rooms, world->memory->call_rooms);
    move_rows(people, world->memory->participants);
    world_crashes(world);
    move_rows(world->memory->call_rooms, rooms);
    move_rows(world->memory->participants, people);
    g_ptr_array_free(rooms, TRUE);
    g_ptr_array_free(people, TRUE);
}

TEST(each_call_fails_once_while_participants_are_brought_back)
{
    const struct baton_room_settings room = {
        .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = 60};
    unsigned failures = 0;
    bool failed = true;
    for (long number = 0; failed; number++) {
        struct party party;
        party_init_with(&party, &room, "microphone camera");
        restart_without_rows(party.world);
        const struct baton_room_maker maker = {party.world, make_room};
        struct baton_restored_calls restored;
        struct baton_failure failure;
        const char *call;
        fault_arm(number);
        bool read = baton_engine_restore_calls(
            party.world->engine, &maker, party.world->now, &restored, &failure);
        failed = fault_disarm(&call);
        failures += failed;
        assert_true(read);
        assert_int_in_range(restored.participants + restored.skipped, 2, 3);
        if (!failed)
            assert_int_equal(restored.participants, 2);
        fake_invariants_check(party.world);
        fake_call_rows_check(party.world);
        party_fini(&party);
    }
    print_message("# %u calls have failed\n", failures);
    assert_true(failures > 3);
}

TEST(a_handle_is_not_attached_if_a_call_fails)
{
    struct fake_world *world = world_new();
    struct fake_handle *fake = fake_handle_new(&world->host);
    struct baton_handle *handle = NULL;
    const char *call;
    for (long number = 0; !handle; number++) {
        fault_arm(number);
        handle = baton_engine_attach(world->engine, fake, "", 1);
        assert_int_equal(fault_disarm(&call), handle == NULL);
        assert_int_equal(world_status(world, "handles"), handle != NULL);
    }
    baton_engine_detach(world->engine, handle, world->now);
    world_free(world);
}

TEST(no_engine_is_made_if_a_call_fails)
{
    struct fake_host host;
    struct baton_config config;
    struct baton_engine *engine = NULL;
    const char *call;
    fake_host_init(&host, 1);
    baton_config_init(&config);
    for (long number = 0; !engine; number++) {
        fault_arm(number);
        engine = baton_engine_new(&config, &host.host);
        assert_int_equal(fault_disarm(&call), engine == NULL);
    }
    baton_engine_free(engine);
    baton_config_fini(&config);
    fake_host_fini(&host);
}
