/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit trail: what each act leaves in the log, for the event handlers and in the store. */
#include <string.h>

#include "api/admin.h"
#include "api/dispatch.h"
#include "engine/party_test.h"
#include "guard/audit.h"

/* --- the lines --------------------------------------------------------------------------------- */

static void replace(GString *line, const char *id, const char *name)
{
    if (id && id[0])
        g_string_replace(line, id, name, 0);
}

/* The line of the audit trail with this index, its ids replaced by names, for g_free; NULL: another line of the log. */
static char *line_at(const struct party *party, guint index)
{
    const char *text = g_ptr_array_index(party->world->host.lines, index);
    if (!g_str_has_prefix(text, "audit: "))
        return NULL;
    GString *line = g_string_new(text + strlen("audit: "));
    replace(line, party->anna->transfer, "T");
    replace(line, party->carl->transfer, "T");
    replace(line, party->anna->id, "ANNA");
    replace(line, party->bob->id, "BOB");
    replace(line, PARTY_ROOM, "ROOM");
    return g_string_free(line, FALSE);
}

static bool has_line(const struct party *party, const char *expected)
{
    bool found = false;
    for (guint i = 0; i < party->world->host.lines->len && !found; i++) {
        char *line = line_at(party, i);
        found = g_strcmp0(line, expected) == 0;
        g_free(line);
    }
    return found;
}

static void print_lines(const struct party *party)
{
    for (guint i = 0; i < party->world->host.lines->len; i++) {
        char *line = line_at(party, i);
        print_message("%s\n", line ? line : "(another line)");
        g_free(line);
    }
}

static void assert_line(const struct party *party, const char *expected)
{
    if (has_line(party, expected))
        return;
    print_lines(party);
    fail_msg("the log has no line: %s", expected);
}

/* The lines from the first about the transfer on, as one text. For g_free. */
static char *story(const struct party *party)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < party->world->host.lines->len; i++) {
        char *line = line_at(party, i);
        if (line && strstr(line, "transfer=T"))
            g_string_append_printf(lines, "%s\n", line);
        g_free(line);
    }
    return g_string_free(lines, FALSE);
}

/* --- acts --------------------------------------------------------------------------------------- */

static void ask(struct party *party, struct baton_handle *handle, const char *text)
{
    const struct baton_auth_demand demand = {.secret = NULL};
    const struct baton_request_kind *request;
    struct baton_failure failure;
    struct baton_reply reply;
    json_t *message = json_loads(text, 0, NULL);
    assert_true(baton_dispatch_admit(message, NULL, &request, &failure));
    baton_dispatch_run(request, party->world->engine, handle, message, NULL, &demand,
        &party->world->later, party->world->now, &reply);
    baton_reply_fini(&reply);
    json_decref(message);
    world_flushes(party->world);
}

static void ask_as_operator(struct party *party, const char *text)
{
    const struct baton_request_kind *request;
    struct baton_failure failure;
    struct baton_reply reply;
    json_t *message = json_loads(text, 0, NULL);
    request = baton_admin_admit(message, &failure);
    assert_non_null(request);
    baton_admin_run(
        request, party->world->engine, message, &party->world->later, party->world->now, &reply);
    baton_reply_fini(&reply);
    json_decref(message);
    world_flushes(party->world);
}

static void create(struct party *party)
{
    ask_as_operator(party, "{\"request\":\"create\",\"room\":\"den\"}");
}

static void create_permanent(struct party *party)
{
    ask_as_operator(party, "{\"request\":\"create\",\"room\":\"den\",\"permanent\":true}");
}

static void edit(struct party *party)
{
    ask_as_operator(
        party, "{\"request\":\"edit\",\"room\":\"standup\",\"pin\":\"4711\",\"grace\":3}");
}

static void destroy(struct party *party)
{
    create(party);
    ask_as_operator(party, "{\"request\":\"destroy\",\"room\":\"den\"}");
}

static void refused_scan(struct party *party)
{
    ask(party, party->anna->uplink,
        "{\"request\":\"scan\",\"text\":\"baton:1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}");
}

static void refused_operator(struct party *party)
{
    ask_as_operator(party, "{\"request\":\"cancel\",\"transfer\":\"nothing\"}");
}

static void refused_with_a_text_that_is_no_id(struct party *party)
{
    ask(party, party->anna->uplink,
        "{\"request\":\"destroy\",\"room\":\"a secret text\",\"secret\":\"s3cret\"}");
}

static void flood(struct party *party)
{
    for (int i = 0; i < 12; i++)
        refused_with_a_text_that_is_no_id(party);
    world_waits(party->world, 10000);
}

static void lock_pin(struct party *party)
{
    edit(party);
    for (int i = 0; i < 5; i++)
        device_joins_as(
            party->carl, &(struct baton_join_request){.room = PARTY_ROOM, .pin = "0000"});
}

static void pick_wrong_number(struct party *party)
{
    party_scans(party);
    device_confirms(party->anna, true, party->carl->number == 10 ? 11 : 10);
}

static void say_no(struct party *party)
{
    party_scans(party);
    ok(device_confirms(party->anna, false, 0));
}

static void cancel(struct party *party)
{
    party_scans(party);
    ok(device_cancels(party->carl));
}

static void claim_twice(struct party *party)
{
    party_scans(party);
    device_scans(device_new(party->world, "Dora"), party->anna->code);
}

static void move(struct party *party)
{
    party_moves(party);
}

static void bring_back(struct party *party)
{
    party_moves(party);
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
}

static void disown(struct party *party)
{
    party_connects(party);
    world_plays(party->world, 200);
    char *secret = g_strdup(text_at(device_gets(party->anna, "moved"), "disown"));
    party_ends(party);
    ok(device_disowns(party->anna, secret));
    g_free(secret);
}

static void remove_bob(struct party *party)
{
    world_keeps_reply(party->world, baton_engine_remove(party->world->engine, PARTY_ROOM,
                                        party->bob->id, party->world->now, NULL));
}

static void other_network(struct party *party)
{
    party_scans(party);
    world_reports_network(party->world, party->anna, "192.0.2.7");
    world_reports_network(party->world, party->carl, "198.51.100.4");
}

/* The question goes to Anna's phone, whose number nobody knows. */
static void ask_by_sms(struct party *party)
{
    const struct baton_transfer_request by_sms = {
        .confirm = {.how = &baton_channel_sms}, .has_confirm = BATON_POLICY_HOW};
    ok(device_shows_code_with(party->anna, &by_sms));
    device_scans(party->carl, party->anna->code);
}

static void ask_own_witness(struct party *party)
{
    const struct baton_transfer_request two = {
        .confirm = {.old = true, .remote = BATON_REMOTE_ANY}, .has_confirm = BATON_POLICY_WHO};
    world_reports_network(party->world, party->bob, "192.0.2.7");
    ok(device_shows_code_with(party->anna, &two));
    ok(device_scans(party->carl, party->anna->code));
    world_reports_network(party->world, party->carl, "192.0.2.7");
}

/* Bob shows the code of Anna, who is away. */
static void stand_in(struct party *party)
{
    ask_as_operator(party,
        "{\"request\":\"edit\",\"room\":\"standup\",\"hold\":20,\"stand_in\":\"anybody\"}");
    device_vanishes(party->anna);
    ok(device_shows_code_with(
        party->bob, &(struct baton_transfer_request){.participant = party->anna->id}));
    g_strlcpy(party->anna->transfer, party->bob->transfer, sizeof(party->anna->transfer));
}

/* The call is on Carl's device, and Anna's device asks for it again. */
static void recall(struct party *party)
{
    party_moves(party);
    world_plays(party->world, 11000);
    const json_t *ended = device_gets(party->anna, "transfer_ended");
    world_closes_connections(party->world);
    ok(device_recalls(party->anna, PARTY_ROOM, text_at(ended, "remember")));
}

static void forget(struct party *party)
{
    party_moves(party);
    world_plays(party->world, 11000);
    ok(device_forgets_devices(party->carl));
}

#define OF_T "room=ROOM participant=ANNA transfer=T"

static void enter_held_room(struct party *party)
{
    const struct baton_room_settings held = {.room = "held", .has = BATON_ROOM_HOLD, .hold = 60};
    ok(world_creates_room_with(party->world, &held, false));
    ok(device_joins(party->carl, "held"));
}

static void lose_disk(struct party *party)
{
    party->world->memory->fails = true;
    enter_held_room(party);
    world_waits(party->world, 200);
}

static void regain_disk(struct party *party)
{
    lose_disk(party);
    party->world->memory->fails = false;
    world_waits(party->world, 1500);
}

static void crash(struct party *party)
{
    enter_held_room(party);
    world_waits(party->world, 200);
    world_crashes(party->world);
}

/* The operator's room is edited more often than the trail notes. */
static void edit_often(struct party *party)
{
    const struct baton_room_settings with_secret = {
        .room = "den", .secret = "s3cret", .has = BATON_ROOM_SECRET};
    ok(world_creates_room_with(party->world, &with_secret, false));
    for (int i = 0; i < 210; i++) {
        char text[128];
        g_snprintf(text, sizeof(text),
            "{\"request\":\"edit\",\"room\":\"den\",\"secret\":\"s3cret\",\"grace\":%d}",
            2 + i % 2);
        ask(party, party->bob->uplink, text);
    }
    world_waits(party->world, 60000);
}

/* Each row: an act, and a line that it leaves. */
struct act {
    void (*act)(struct party *party);
    const char *line;
};

static const struct act acts[] = {
    {create, "room_created room=den side=operator"},
    {create_permanent, "room_created room=den side=operator what=permanent"},
    {edit, "room_edited room=ROOM side=operator what=pin,grace"},
    {destroy, "room_destroyed room=den side=operator"},
    {refused_scan, "refused room=ROOM participant=ANNA what=scan reason=code_unknown"},
    {refused_operator,
        "refused transfer=nothing side=operator what=cancel reason=no_such_transfer"},
    {refused_with_a_text_that_is_no_id,
        "refused room=ROOM participant=ANNA what=destroy reason=invalid_element"},
    {flood, "refusals_left_out what=2"},
    {edit_often, "entries_left_out room=den what=110 reason=room_edited"},
    {lock_pin, "locked what=handle reason=too_many_attempts"},
    {move, "transfer_begun " OF_T " side=old what=qr"},
    {move, "scanned " OF_T " side=new"},
    {move, "asked " OF_T " side=old what=popup"},
    {move, "responded " OF_T " side=old what=yes"},
    {move, "transfer_state " OF_T " what=connecting"},
    {move, "moved " OF_T " side=new"},
    {bring_back, "returned " OF_T " side=old reason=by_old"},
    {bring_back, "transfer_ended " OF_T " what=returned reason=by_old"},
    {pick_wrong_number, "wrong_number " OF_T},
    {pick_wrong_number, "transfer_ended " OF_T " what=declined reason=wrong_number"},
    {say_no, "responded " OF_T " side=old what=no"},
    {cancel, "transfer_ended " OF_T " what=cancelled reason=by_new"},
    {claim_twice, "warned " OF_T " what=second_claim"},
    {other_network, "warned " OF_T " network=198.51.100.4 what=other_network"},
    {ask_by_sms, "not_delivered " OF_T " side=old what=sms"},
    {ask_own_witness, "not_counted room=ROOM participant=BOB transfer=T side=remote"
                      " reason=own_witness"},
    {remove_bob, "removed room=ROOM participant=BOB what=operator"},
    {disown, "transfer_ended " OF_T " what=moved reason=none"},
    {disown, "disowned room=ROOM participant=ANNA"},
    {stand_in, "stood_in " OF_T " side=remote what=BOB"},
    {stand_in, "transfer_begun " OF_T " side=stand_in what=qr"},
    {recall, "recalled " OF_T " side=new"},
    {forget, "devices_forgotten room=ROOM participant=ANNA"},
    {lose_disk, "calls_unsafe reason=store_failed"},
    {regain_disk, "calls_safe reason=none"},
    {crash, "restarted what=1"},
};

TEST(each_act_leaves_its_line_in_the_log)
{
    for (size_t i = 0; i < COUNT(acts); i++) {
        struct party party;
        party_init(&party);
        acts[i].act(&party);
        assert_line(&party, acts[i].line);
        party_fini(&party);
    }
}

TEST(the_table_of_acts_has_each_kind_of_entry)
{
    static const char *const names[] = {
#define NAME(constant, name, meaning) name,
        BATON_AUDIT_KINDS(NAME)
#undef NAME
    };
    for (size_t kind = 0; kind < COUNT(names); kind++) {
        char *start = g_strconcat(names[kind], " ", NULL);
        bool found = false;
        for (size_t i = 0; i < COUNT(acts); i++)
            found |= g_str_has_prefix(acts[i].line, start);
        if (!found)
            fail_msg("no act leaves an entry %s", names[kind]);
        g_free(start);
    }
}

PARTY_TEST(a_wrong_secret_of_a_farewell_is_in_the_trail)
{
    ask(party, party->bob->uplink, "{\"request\":\"disown\",\"disown\":\"wrong\"}");
    assert_line(party, "refused room=ROOM participant=BOB what=disown reason=code_unknown");
}

/* --- a flood of refusals ------------------------------------------------------------------------ */

static void try_unknown_rooms(struct party *party, const struct fake_device *device, int count)
{
    for (int i = 0; i < count; i++)
        ask(party, device->uplink, "{\"request\":\"join\",\"room\":\"nowhere\"}");
}

static struct fake_device *stranger(struct party *party, const char *session)
{
    struct fake_device *device = device_new(party->world, "Eve");
    device->session = session;
    device_attaches(device);
    return device;
}

static unsigned count_lines(const struct party *party, const char *expected)
{
    unsigned found = 0;
    for (guint i = 0; i < party->world->host.lines->len; i++) {
        char *line = line_at(party, i);
        found += g_strcmp0(line, expected) == 0;
        g_free(line);
    }
    return found;
}

#define NOWHERE "refused room=nowhere what=join reason=no_such_room"

PARTY_TEST(a_session_cannot_fill_the_trail_with_refusals)
{
    struct fake_device *eve = stranger(party, "eves"), *again = stranger(party, "eves");
    try_unknown_rooms(party, eve, 30);
    try_unknown_rooms(party, again, 20);
    assert_int_equal(count_lines(party, NOWHERE), 10);
    world_waits(party->world, 10000);
    assert_line(party, "refusals_left_out what=40");
    try_unknown_rooms(party, eve, 3);
    assert_int_equal(count_lines(party, NOWHERE), 11);
    refused_scan(party); /* of somebody else */
    assert_line(party, "refused room=ROOM participant=ANNA what=scan reason=code_unknown");
    world_waits(party->world, 10000);
    assert_line(party, "refusals_left_out what=2");
    world_waits(party->world, 60000);
    assert_int_equal(count_lines(party, "refusals_left_out what=0"), 0);
}

PARTY_TEST(many_sessions_cannot_fill_the_trail_with_refusals)
{
    char session[16];
    for (int i = 0; i < 20; i++) {
        g_snprintf(session, sizeof(session), "session %d", i);
        try_unknown_rooms(party, stranger(party, session), 10);
    }
    assert_int_equal(count_lines(party, NOWHERE), 100);
    world_waits(party->world, 10000);
    assert_line(party, "refusals_left_out what=100");
}

PARTY_TEST(refusals_of_the_operator_are_always_in_the_trail)
{
    for (int i = 0; i < 200; i++)
        refused_operator(party);
    assert_int_equal(count_lines(party, "refused transfer=nothing side=operator what=cancel"
                                        " reason=no_such_transfer"),
        200);
}

/* --- a flood of other acts --------------------------------------------------------------------- */

PARTY_TEST(a_request_that_changes_nothing_leaves_no_entry)
{
    const guint before = party->world->host.lines->len;
    for (int i = 0; i < 10; i++) {
        ask(party, party->anna->uplink, "{\"request\":\"forget\"}");
        ask_as_operator(party, "{\"request\":\"edit\",\"room\":\"standup\",\"mutual\":false}");
    }
    assert_int_equal(party->world->host.lines->len, before);
}

static unsigned count_starts(const struct party *party, const char *start)
{
    unsigned found = 0;
    for (guint i = 0; i < party->world->host.lines->len; i++) {
        char *line = line_at(party, i);
        found += line && g_str_has_prefix(line, start);
        g_free(line);
    }
    return found;
}

/* Each code takes the place of the one before: two entries. */
PARTY_TEST(a_client_cannot_fill_the_trail_with_codes)
{
    struct fake_device *eve = stranger(party, "eves");
    ok(device_joins(eve, PARTY_ROOM));
    for (int i = 0; i < 2000; i++)
        ask(party, eve->uplink, "{\"request\":\"transfer\"}");
    assert_int_in_range(party->world->memory->audit->len, 100, 250);
    world_waits(party->world, 61000);
    assert_int_equal(count_starts(party, "entries_left_out room=ROOM what="), 2);
}

/* The trail has the moves of Anna's call even if somebody else in the room has filled it. */
PARTY_TEST(a_flood_in_the_room_hides_no_move)
{
    struct fake_device *eve = stranger(party, "eves");
    ok(device_joins(eve, PARTY_ROOM));
    for (int i = 0; i < 2000; i++)
        ask(party, eve->uplink, "{\"request\":\"transfer\"}");
    party_moves(party);
    assert_line(party, "moved " OF_T " side=new");
    ok(device_returns(party->anna));
    world_plays(party->world, 300);
    assert_line(party, "returned " OF_T " side=old reason=by_old");
    assert_line(party, "transfer_ended " OF_T " what=returned reason=by_old");
}

/* --- a failed move, explained from the log alone ----------------------------------------------- */

PARTY_TEST(the_log_alone_explains_why_a_move_failed)
{
    party_agrees(party); /* Carl's device never connects */
    world_waits(party->world, 25000);
    char *lines = story(party);
    assert_string_equal(lines, "transfer_begun " OF_T " side=old what=qr\n"
                               "scanned " OF_T " side=new\n"
                               "asked " OF_T " side=old what=popup\n"
                               "transfer_state " OF_T " what=confirming\n"
                               "responded " OF_T " side=old what=yes\n"
                               "transfer_state " OF_T " what=connecting\n"
                               "transfer_ended " OF_T " what=failed reason=connect_timeout\n");
    g_free(lines);
}

/* --- the same in all three places --------------------------------------------------------------- */

/* Returns the line of the log for a stored entry. */
static char *as_line(const char *text)
{
    static const char *const fields[] = {
        "room", "participant", "transfer", "side", "network", "what", "reason"};
    json_t *entry = json_loads(text, 0, NULL);
    assert_non_null(entry);
    assert_true(number_at(entry, "time") != 0);
    GString *line = g_string_new("audit: ");
    g_string_append(line, text_at(entry, "event"));
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (json_object_get(entry, fields[i]))
            g_string_append_printf(line, " %s=%s", fields[i], text_at(entry, fields[i]));
    json_decref(entry);
    return g_string_free(line, FALSE);
}

PARTY_TEST(the_store_and_the_event_handlers_get_what_the_log_gets)
{
    party_moves(party);
    party_ends(party);
    const GPtrArray *rows = party->world->memory->audit;
    assert_true(rows->len > 8);
    assert_int_equal(rows->len, party->world->host.lines->len);
    for (guint i = 0; i < rows->len; i++) {
        char *line = as_line(((const struct fake_row *)g_ptr_array_index(rows, i))->text);
        assert_string_equal(line, g_ptr_array_index(party->world->host.lines, i));
        g_free(line);
    }
    /* Two people have joined as well. */
    assert_int_equal(party->world->host.notified, rows->len + 2);
}

TEST(the_store_keeps_the_last_entries_only)
{
    struct baton_config config;
    baton_config_init(&config);
    config.audit_entries = 3;
    struct fake_world *world = world_new_with(1, &config);
    static const char *const rooms[] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < COUNT(rooms); i++)
        world_creates_room(world, rooms[i]);
    assert_int_equal(world->memory->audit->len, 3);
    const struct fake_row *first = g_ptr_array_index(world->memory->audit, 0);
    assert_string_equal(first->room, "c");
    world_free(world);
}

/* --- the request `audit` ------------------------------------------------------------------------ */

static json_t *read_page(struct fake_world *world, const char *room, int64_t before, unsigned limit)
{
    const struct baton_page_request page = {.before = before, .limit = limit};
    struct baton_failure failure = {.error = BATON_OK};
    assert_null(baton_engine_audit(world->engine, room, NULL, &page, &world->later, &failure));
    assert_int_equal(failure.error, BATON_OK);
    world_stores(world);
    return world_takes_later(world);
}

TEST(the_operator_reads_the_trail_page_by_page)
{
    struct fake_world *world = world_new();
    static const char *const rooms[] = {"a", "b", "c"};
    for (size_t i = 0; i < COUNT(rooms); i++)
        world_creates_room(world, rooms[i]);
    json_t *page = read_page(world, NULL, INT64_MAX, 2);
    json_t *entries = json_object_get(page, "entries");
    assert_int_equal(json_array_size(entries), 2);
    assert_string_equal(text_at(json_array_get(entries, 0), "room"), "c");
    assert_string_equal(text_at(json_array_get(entries, 1), "room"), "b");
    page = read_page(world, NULL, number_at(page, "next"), 2);
    entries = json_object_get(page, "entries");
    assert_int_equal(json_array_size(entries), 1);
    assert_string_equal(text_at(json_array_get(entries, 0), "room"), "a");
    assert_true(json_is_null(json_object_get(page, "next")));
    page = read_page(world, "b", INT64_MAX, 2);
    assert_int_equal(json_array_size(json_object_get(page, "entries")), 1);
    world_free(world);
}

TEST(the_trail_cannot_be_read_if_the_store_fails)
{
    struct fake_world *world = world_new();
    world->memory->fails = true;
    assert_null(read_page(world, NULL, INT64_MAX, 2));
    assert_int_equal(world->later_failure.error, BATON_E_STORE_FAILED);
    world_free(world);
}
