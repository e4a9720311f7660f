/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of stand-ins: somebody else shows a code for a participant whose device is away. Anna's device vanishes, Bob
 * shows the code, and Carl's device scans it. */
#include "party_test.h"

#include <string.h>

enum { HOLD = 20 }; /* seconds */

static const struct baton_room_settings anybody = {.room = PARTY_ROOM,
    .has = BATON_ROOM_HOLD | BATON_ROOM_STAND_IN,
    .hold = HOLD,
    .stand_in = BATON_STAND_IN_ANYBODY};

static void begin_with(struct party *party, const struct baton_room_settings *settings)
{
    party_init_with(party, settings, "microphone camera");
    device_vanishes(party->anna);
    device_starts_listening(party->bob);
}

#define STAND_IN_TEST(function)                                                                    \
    static void function(struct party *party);                                                     \
    static void function##_while_anna_is_away(UNUSED void **state)                                 \
    {                                                                                              \
        struct party party;                                                                        \
        begin_with(&party, &anybody);                                                              \
        function(&party);                                                                          \
        party_fini(&party);                                                                        \
    }                                                                                              \
    TEST_ADDED(__COUNTER__, .name = #function, .test_func = function##_while_anna_is_away)         \
    static void function(struct party *party)

static enum baton_error shows_for(struct fake_device *device, const struct fake_device *away)
{
    return device_shows_code_with(
        device, &(struct baton_transfer_request){.participant = away->id});
}

static void bob_shows(struct party *party)
{
    ok(shows_for(party->bob, party->anna));
}

static void carl_scans(struct party *party)
{
    bob_shows(party);
    ok(device_scans(party->carl, party->bob->code));
}

static void bob_agrees(struct party *party)
{
    carl_scans(party);
    ok(device_confirms(party->bob, true, party->carl->number));
    device_gets(party->carl, "admitted");
}

static void carl_connects(struct party *party)
{
    bob_agrees(party);
    device_connects(party->carl, party->sends);
}

static void carl_takes_over(struct party *party)
{
    carl_connects(party);
    world_plays(party->world, 200);
    device_gets(party->carl, "moved");
    party_is(party, "ended");
}

enum step { SHOWS, SCANS, AGREES, CONNECTS };

static void takes(struct party *party, enum step step)
{
    static void (*const steps[])(struct party *) = {
        bob_shows, carl_scans, bob_agrees, carl_connects};
    steps[step](party);
}

/* Runs `check` for each step from `first` to `last`, with a new party that has taken this step. */
static void after_each(enum step first, enum step last, void (*check)(struct party *, enum step))
{
    for (enum step step = first; step <= last; step++) {
        struct party party;
        begin_with(&party, &anybody);
        takes(&party, step);
        check(&party, step);
        party_fini(&party);
    }
}

/* --- taking over ------------------------------------------------------------------------------ */

STAND_IN_TEST(another_device_becomes_the_participant_who_is_away)
{
    char source[BATON_ID_SIZE];
    g_strlcpy(source, text_at(party_listed_source(party, "camera"), "source"), sizeof(source));
    carl_takes_over(party);
    party_told_end(party->carl, "moved", "none");
    const json_t *anna = party_listed_anna(party);
    assert_string_equal(text_at(anna, "display"), "Anna");
    assert_string_equal(text_at(anna, "connection"), "connected");
    assert_string_equal(text_at(party_listed_source(party, "camera"), "source"), source);
    assert_int_equal(world_status(party->world, "participants"), 2);
    assert_int_equal(world_status(party->world, "devices"), 2);
    party_bob_hears(party, party->carl, party->anna);
}

STAND_IN_TEST(the_others_see_one_change_and_who_has_shown_the_code)
{
    carl_takes_over(party);
    const json_t *anna =
        json_object_get(device_gets(party->bob, "participant_changed"), "participant");
    const json_t *change = json_object_get(anna, "device_changed");
    assert_string_equal(text_at(anna, "id"), party->anna->id);
    assert_string_equal(text_at(change, "how"), "stand_in");
    assert_string_equal(text_at(change, "by"), party->bob->id);
    assert_false(device_got(party->bob, "participant_changed"));
    assert_false(device_got(party->bob, "participant_joined"));
    assert_false(device_got(party->bob, "participant_left"));
    assert_false(fake_handle_has(party->bob->down, "slots"));
}

STAND_IN_TEST(sync_tells_the_stand_in_how_the_transfer_goes)
{
    carl_scans(party);
    ok(device_syncs(party->bob, 0));
    const json_t *progress = json_object_get(party->bob->reply, "standing_in");
    assert_string_equal(text_at(progress, "role"), "stand_in");
    assert_string_equal(text_at(progress, "state"), "confirming");
    assert_null(json_object_get(progress, "disown"));
    ok(device_confirms(party->bob, false, 0));
    ok(device_syncs(party->bob, 0));
    assert_null(json_object_get(party->bob->reply, "standing_in"));
}

STAND_IN_TEST(sync_tells_the_stand_in_of_the_own_transfer_as_well)
{
    bob_shows(party);
    ok(device_shows_code(party->bob));
    ok(device_syncs(party->bob, 0));
    const json_t *own = json_object_get(party->bob->reply, "transfer");
    const json_t *other = json_object_get(party->bob->reply, "standing_in");
    assert_string_equal(text_at(own, "role"), "old");
    assert_string_equal(text_at(other, "role"), "stand_in");
    assert_string_not_equal(text_at(own, "transfer"), text_at(other, "transfer"));
}

STAND_IN_TEST(a_code_of_the_operator_that_the_stand_in_has_missed_comes_again)
{
    struct fake_world *world = party->world;
    const uint64_t since = party->bob->up->reader.seq;
    world_keeps_reply(
        world, baton_engine_issue(world->engine, PARTY_ROOM, party->anna->id,
                   &(struct baton_transfer_request){.stand_in = party->bob->id}, world->now, NULL));
    world_flushes(world);
    device_starts_listening(party->bob);
    ok(device_syncs(party->bob, since));
    const json_t *code = device_gets(party->bob, "code");
    assert_string_equal(text_at(code, "role"), "stand_in");
    assert_string_equal(text_at(code, "participant"), party->anna->id);
    ok(device_scans(party->carl, text_at(code, "text")));
}

STAND_IN_TEST(hand_and_mute_states_stay)
{
    ok(device_resumes(party->anna, PARTY_ROOM));
    device_connects(party->anna, "microphone camera");
    ok(device_raises_hand(party->anna, true));
    ok(device_mutes(party->anna, BATON_CAMERA, true));
    device_vanishes(party->anna);
    carl_takes_over(party);
    assert_true(is_true_at(party_listed_anna(party), "hand"));
    assert_true(is_true_at(party_listed_source(party, "camera"), "muted"));
}

STAND_IN_TEST(the_new_device_gets_as_many_slots_and_the_pins)
{
    char bob[BATON_ID_SIZE];
    ok(device_resumes(party->anna, PARTY_ROOM));
    device_connects(party->anna, "microphone camera");
    const json_t *list =
        json_object_get(world_keeps_reply(party->world,
                            baton_engine_sources(party->world->engine, PARTY_ROOM, NULL)),
            "sources");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(text_at(json_array_get(list, i), "participant"), party->bob->id) == 0 &&
            strcmp(text_at(json_array_get(list, i), "kind"), "camera") == 0)
            g_strlcpy(bob, text_at(json_array_get(list, i), "source"), sizeof(bob));
    ok(device_pins(party->anna, "5", bob));
    device_vanishes(party->anna);
    bob_shows(party);
    ok(device_scans(party->carl, party->bob->code));
    const json_t *slots = json_object_get(party->carl->reply, "slots");
    assert_int_equal(number_at(slots, "audio"), 3);
    assert_int_equal(number_at(slots, "video"), 4);
    ok(device_confirms(party->bob, true, party->carl->number));
    ok(device_subscribes(party->carl, 3, 4));
    const json_t *slot = element_with(json_object_get(party->carl->reply, "slots"), "mid", "5");
    assert_true(is_true_at(slot, "pinned"));
    assert_string_equal(text_at(slot, "source"), bob);
}

STAND_IN_TEST(the_device_that_was_away_learns_in_words_that_the_call_has_moved)
{
    carl_takes_over(party);
    assert_int_equal(device_resumes(party->anna, PARTY_ROOM), BATON_E_NOT_IN_CALL);
}

STAND_IN_TEST(the_device_that_was_away_can_disown_the_move_with_its_resume_secret)
{
    carl_takes_over(party);
    ok(device_disowns(party->anna, party->anna->resume));
    device_gets(party->carl, "removed");
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "disowned");
    assert_int_equal(device_disowns(party->anna, party->anna->resume), BATON_E_CODE_USED);
}

STAND_IN_TEST(a_device_that_is_connected_already_takes_over_at_once)
{
    const struct baton_room_settings nobody = {.room = "quick",
        .has = BATON_ROOM_HOLD | BATON_ROOM_STAND_IN,
        .has_confirm = BATON_POLICY_WHO,
        .hold = HOLD,
        .stand_in = BATON_STAND_IN_ANYBODY};
    struct fake_device *dora = device_new(party->world, "Dora");
    struct fake_device *emil = device_new(party->world, "Emil");
    ok(world_creates_room_with(party->world, &nobody, false));
    ok(device_joins(dora, "quick"));
    ok(device_joins(emil, "quick"));
    device_vanishes(emil);
    ok(device_presents(party->carl, false));
    ok(device_publishes(party->carl, NULL));
    ok(shows_for(dora, emil));
    ok(device_scans(party->carl, dora->code));
    device_gets(party->carl, "moved");
    party_told_end(party->carl, "moved", "none");
}

/* --- who is asked ----------------------------------------------------------------------------- */

STAND_IN_TEST(the_stand_in_is_asked_in_place_of_the_old_device)
{
    carl_scans(party);
    const json_t *question = device_gets(party->bob, "confirm");
    assert_string_equal(text_at(question, "role"), "stand_in");
    assert_string_equal(text_at(question, "participant"), party->anna->id);
    assert_true(is_true_at(question, "away"));
}

STAND_IN_TEST(a_wrong_number_of_the_stand_in_ends_the_transfer_and_is_counted)
{
    for (int i = 0; i < 3; i++) {
        struct fake_device *device = device_new(party->world, "Zoe");
        bob_shows(party);
        ok(device_scans(device, party->bob->code));
        int wrong = device->number == 10 ? 11 : 10;
        assert_int_equal(device_confirms(party->bob, true, wrong), BATON_E_WRONG_NUMBER);
    }
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_TOO_MANY_ATTEMPTS);
}

static void bob_asks_in_vain(struct party *party)
{
    carl_scans(party);
    ok(device_confirms(party->bob, false, 0));
    world_closes_connections(party->world);
}

STAND_IN_TEST(questions_of_stand_ins_are_limited_and_do_not_pause_the_moves_of_the_participant)
{
    for (int times = 0; times < 3; times++)
        bob_asks_in_vain(party);
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_TOO_MANY_ATTEMPTS);
    ok(device_resumes(party->anna, PARTY_ROOM));
    ok(device_shows_code(party->anna));
}

STAND_IN_TEST(a_no_of_the_stand_in_ends_the_transfer_and_the_participant_stays_away)
{
    carl_scans(party);
    ok(device_confirms(party->bob, false, 0));
    party_told_end(party->carl, "declined", "said_no");
    party_told_end(party->bob, "declined", "said_no");
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "away");
    ok(device_resumes(party->anna, PARTY_ROOM));
}

static void begin_asking(
    struct party *party, bool old, enum baton_transfer_remote remote, struct fake_device **dora)
{
    struct baton_room_settings settings = anybody;
    settings.has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM;
    settings.confirm =
        (struct baton_policy){.old = old, .remote = remote, .form = BATON_FORM_YESNO};
    begin_with(party, &settings);
    *dora = NULL;
    if (remote == BATON_REMOTE_NONE)
        return;
    *dora = device_new(party->world, "Dora");
    ok(device_joins(*dora, PARTY_ROOM));
}

TEST(each_policy_asks_the_stand_in_for_old_and_the_others_without_the_stand_in)
{
    for (int old = 0; old <= 1; old++)
        for (int remote = BATON_REMOTE_NONE; remote <= BATON_REMOTE_ALL; remote++) {
            struct party party;
            struct fake_device *dora;
            begin_asking(&party, old, (enum baton_transfer_remote)remote, &dora);
            carl_scans(&party);
            assert_int_equal(device_got(party.bob, "confirm"), old);
            assert_int_equal(dora && device_got(dora, "confirm"), remote != BATON_REMOTE_NONE);
            if (dora) {
                assert_string_equal(text_at(device_gets(dora, "confirm"), "role"), "remote");
                g_strlcpy(dora->transfer, party.bob->transfer, sizeof(dora->transfer));
                ok(device_confirms(dora, true, 0));
            }
            assert_int_equal(device_got(party.carl, "admitted"), !old);
            if (old)
                ok(device_confirms(party.bob, true, 0));
            device_gets(party.carl, "admitted");
            device_connects(party.carl, party.sends);
            world_plays(party.world, 200);
            device_gets(party.carl, "moved");
            party_fini(&party);
        }
}

TEST(the_stand_in_alone_is_nobody_else_who_could_agree)
{
    struct baton_room_settings settings = anybody;
    struct party party;
    settings.has_confirm = BATON_POLICY_WHO;
    settings.confirm.remote = BATON_REMOTE_ANY;
    begin_with(&party, &settings);
    bob_shows(&party);
    assert_int_equal(device_scans(party.carl, party.bob->code), BATON_E_WRONG_STATE);
    party_told_end(party.bob, "failed", "nobody_to_ask");
    party_fini(&party);
}

/* Bob shows the code, and is in the room a second time. */
static struct fake_device *joins_again(struct party *party, struct fake_device *dora)
{
    device_vanishes(party->bob);
    party->bob = device_new(party->world, "Bob");
    party->bob->session = dora->session = "bob";
    ok(device_joins(party->bob, PARTY_ROOM));
    ok(device_joins(dora, PARTY_ROOM));
    return dora;
}

TEST(a_stand_in_who_has_joined_a_second_time_does_not_agree_as_one_of_the_others)
{
    struct baton_room_settings settings = anybody;
    struct party party;
    settings.has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM;
    settings.confirm = (struct baton_policy){.remote = BATON_REMOTE_ANY, .form = BATON_FORM_YESNO};
    begin_with(&party, &settings);
    struct fake_device *dora = joins_again(&party, device_new(party.world, "Bob's second window"));
    struct fake_device *emil = device_new(party.world, "Emil");
    bob_shows(&party);
    assert_int_equal(device_scans(party.carl, party.bob->code), BATON_E_WRONG_STATE);
    party_told_end(party.bob, "failed", "nobody_to_ask");
    ok(device_joins(emil, PARTY_ROOM));
    carl_scans(&party);
    assert_false(device_got(dora, "confirm"));
    g_strlcpy(dora->transfer, party.bob->transfer, sizeof(dora->transfer));
    g_strlcpy(emil->transfer, party.bob->transfer, sizeof(emil->transfer));
    assert_int_equal(device_confirms(dora, true, 0), BATON_E_NOT_ASKED);
    ok(device_confirms(emil, true, 0));
    device_gets(party.carl, "admitted");
    party_fini(&party);
}

TEST(one_of_the_others_who_turns_out_to_be_the_stand_in_does_not_count)
{
    struct baton_room_settings settings = anybody;
    struct party party;
    settings.has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM;
    settings.confirm = (struct baton_policy){.remote = BATON_REMOTE_ANY, .form = BATON_FORM_YESNO};
    begin_with(&party, &settings);
    struct fake_device *dora = joins_again(&party, device_new(party.world, "Dora"));
    dora->uplink->session[0] = '\0';
    ok(device_joins(device_new(party.world, "Emil"), PARTY_ROOM));
    carl_scans(&party);
    device_gets(dora, "confirm");
    ok(device_subscribes(dora, 1, 1)); /* the downlink is in Bob's session */
    g_strlcpy(dora->transfer, party.bob->transfer, sizeof(dora->transfer));
    assert_int_equal(device_confirms(dora, true, 0), BATON_E_NOT_ASKED);
    party_is(&party, "confirming");
    party_fini(&party);
}

/* Bob, Dora and Emil are in the room, and one of the others has to agree when Bob shows a code for Anna. */
static void gather_witnesses(
    struct party *party, struct fake_device **dora, struct fake_device **emil)
{
    struct baton_room_settings settings = anybody;
    settings.has_confirm = BATON_POLICY_WHO | BATON_POLICY_FORM;
    settings.confirm = (struct baton_policy){.remote = BATON_REMOTE_ANY, .form = BATON_FORM_YESNO};
    begin_with(party, &settings);
    *dora = device_new(party->world, "Dora");
    *emil = device_new(party->world, "Emil");
    device_enters(*dora, PARTY_ROOM, "microphone");
    device_enters(*emil, PARTY_ROOM, "microphone");
    world_reports_network(party->world, *emil, "198.51.100.1");
    world_reports_network(party->world, *dora, "192.0.2.7");
}

static enum baton_error agrees(struct party *party, struct fake_device *witness)
{
    g_strlcpy(witness->transfer, party->bob->transfer, sizeof(witness->transfer));
    return device_confirms(witness, true, 0);
}

TEST(nobody_at_the_address_of_the_stand_in_agrees_as_one_of_the_others)
{
    struct party party;
    struct fake_device *dora, *emil;
    gather_witnesses(&party, &dora, &emil);
    world_reports_network(party.world, party.bob, "192.0.2.7");
    carl_scans(&party);
    assert_false(device_got(dora, "confirm"));
    assert_int_equal(agrees(&party, dora), BATON_E_NOT_ASKED);
    ok(agrees(&party, emil));
    device_gets(party.carl, "admitted");
    party_fini(&party);
}

TEST(an_address_of_the_stand_in_that_becomes_known_disqualifies_a_witness)
{
    struct party party;
    struct fake_device *dora, *emil;
    gather_witnesses(&party, &dora, &emil);
    carl_scans(&party);
    device_gets(dora, "confirm");
    ok(agrees(&party, dora));
    world_reports_network(party.world, party.bob, "192.0.2.7");
    party_told_end(party.bob, "failed", "own_witness");
    party_fini(&party);
}

/* Nobody can be compared with a stand-in whose address will not be known. */
TEST(nobody_is_asked_for_a_stand_in_without_media)
{
    struct party party;
    struct fake_device *dora, *emil;
    gather_witnesses(&party, &dora, &emil);
    device_uplink_goes_down(party.bob);
    device_downlink_goes_down(party.bob);
    bob_shows(&party);
    assert_int_equal(device_scans(party.carl, party.bob->code), BATON_E_WRONG_STATE);
    party_told_end(party.bob, "failed", "nobody_to_ask");
    party_fini(&party);
}

STAND_IN_TEST(the_stand_in_scans_the_second_code_of_a_mutual_transfer)
{
    ok(device_shows_code_with(party->bob,
        &(struct baton_transfer_request){.participant = party->anna->id, .mutual = true}));
    ok(device_scans(party->carl, party->bob->code));
    party_is(party, "matching");
    ok(device_scans(party->bob, party->carl->code));
    assert_string_equal(text_at(party->bob->reply, "role"), "stand_in");
    party_is(party, "confirming");
}

STAND_IN_TEST(another_code_in_place_of_the_second_one_ends_a_mutual_transfer)
{
    struct fake_device *dora = device_new(party->world, "Dora");
    ok(device_presents(dora, false));
    ok(device_shows_code_with(party->bob,
        &(struct baton_transfer_request){.participant = party->anna->id, .mutual = true}));
    ok(device_scans(party->carl, party->bob->code));
    assert_int_equal(device_scans(party->bob, dora->code), BATON_E_CODE_MISMATCH);
    party_told_end(party->bob, "failed", "mismatch");
}

/* --- who may ---------------------------------------------------------------------------------- */

/* Bob asks in a room with this setting, as a moderator or not. */
static enum baton_error asks_as(enum baton_stand_in setting, bool moderator)
{
    struct baton_room_settings settings = anybody;
    const struct baton_join_request as_moderator = {.room = PARTY_ROOM, .secret = "s"};
    const struct baton_join_request as_guest = {.room = PARTY_ROOM};
    struct party party;
    settings.has |= BATON_ROOM_SECRET;
    settings.secret = "s";
    settings.stand_in = setting;
    begin_with(&party, &settings);
    ok(device_joins_as(party.carl, moderator ? &as_moderator : &as_guest));
    enum baton_error error = shows_for(party.carl, party.anna);
    party_fini(&party);
    return error;
}

TEST(the_room_says_who_may_stand_in)
{
    assert_int_equal(asks_as(BATON_STAND_IN_ANYBODY, false), BATON_OK);
    assert_int_equal(asks_as(BATON_STAND_IN_ANYBODY, true), BATON_OK);
    assert_int_equal(asks_as(BATON_STAND_IN_MODERATOR, true), BATON_OK);
    assert_int_equal(asks_as(BATON_STAND_IN_MODERATOR, false), BATON_E_UNAUTHORIZED);
    assert_int_equal(asks_as(BATON_STAND_IN_NOBODY, true), BATON_E_UNAUTHORIZED);
    assert_int_equal(asks_as(BATON_STAND_IN_NOBODY, false), BATON_E_UNAUTHORIZED);
}

TEST(a_room_allows_moderators_unless_it_says_something_else)
{
    const struct baton_room_settings held = {
        .room = PARTY_ROOM, .has = BATON_ROOM_HOLD, .hold = HOLD};
    struct party party;
    begin_with(&party, &held);
    assert_int_equal(shows_for(party.bob, party.anna), BATON_E_UNAUTHORIZED);
    party_fini(&party);
}

STAND_IN_TEST(nobody_shows_a_code_for_a_participant_who_is_there)
{
    assert_int_equal(shows_for(party->bob, party->bob), BATON_E_INVALID_ELEMENT);
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_WRONG_STATE);
    device_connects(party->anna, "microphone camera");
    device_uplink_goes_down(party->anna);
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_WRONG_STATE);
    device_leaves(party->anna);
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_NO_SUCH_PARTICIPANT);
}

STAND_IN_TEST(somebody_in_another_room_does_not_find_the_participant)
{
    const struct baton_room_settings other = {
        .room = "other", .has = BATON_ROOM_STAND_IN, .stand_in = BATON_STAND_IN_ANYBODY};
    ok(world_creates_room_with(party->world, &other, false));
    ok(device_joins(party->carl, "other"));
    assert_int_equal(shows_for(party->carl, party->anna), BATON_E_NO_SUCH_PARTICIPANT);
}

STAND_IN_TEST(the_session_that_shows_the_code_cannot_take_the_call_over_itself)
{
    struct fake_device *own = device_new(party->world, "Bob's second window");
    device_vanishes(party->bob);
    party->bob = device_new(party->world, "Bob");
    party->bob->session = own->session = "bob";
    ok(device_joins(party->bob, PARTY_ROOM));
    bob_shows(party);
    assert_int_equal(device_scans(own, party->bob->code), BATON_E_ALREADY_IN_CALL);
    party_is(party, "showing");
    ok(device_scans(party->carl, party->bob->code));
}

STAND_IN_TEST(one_person_stands_in_and_only_for_one)
{
    struct fake_device *dora = device_new(party->world, "Dora");
    struct fake_device *emil = device_new(party->world, "Emil");
    ok(device_joins(dora, PARTY_ROOM));
    ok(device_joins(emil, PARTY_ROOM));
    device_vanishes(emil);
    bob_shows(party);
    assert_int_equal(shows_for(dora, party->anna), BATON_E_TRANSFER_IN_PROGRESS);
    assert_int_equal(shows_for(party->bob, emil), BATON_E_TRANSFER_IN_PROGRESS);
    ok(shows_for(dora, emil));
    bob_shows(party);
    party_told_end(party->bob, "superseded", "renewed");
    bob_shows(party);
    ok(device_cancels(party->bob));
    ok(shows_for(dora, emil));
}

STAND_IN_TEST(the_stand_in_can_move_the_own_call_meanwhile)
{
    char code[FAKE_CODE], transfer[BATON_ID_SIZE];
    bob_shows(party);
    g_strlcpy(code, party->bob->code, sizeof(code));
    g_strlcpy(transfer, party->bob->transfer, sizeof(transfer));
    ok(device_shows_code(party->bob));
    ok(device_scans(party->carl, code));
    party_is(party, "confirming");
    g_strlcpy(party->bob->transfer, transfer, sizeof(transfer));
    ok(device_confirms(party->bob, true, party->carl->number));
    party_is(party, "connecting");
}

/* --- the operator ----------------------------------------------------------------------------- */

static enum baton_error issues(struct party *party, const char *stand_in)
{
    struct fake_world *world = party->world;
    struct baton_failure failure = {.error = BATON_OK};
    json_t *reply = baton_engine_issue(world->engine, PARTY_ROOM, party->anna->id,
        &(struct baton_transfer_request){.stand_in = stand_in}, world->now, &failure);
    if (!reply)
        return failure.error;
    world_keeps_reply(world, reply);
    world_flushes(world);
    return BATON_OK;
}

TEST(the_operator_names_a_stand_in_whatever_the_room_says)
{
    struct baton_room_settings settings = anybody;
    struct party party;
    settings.stand_in = BATON_STAND_IN_NOBODY;
    begin_with(&party, &settings);
    ok(issues(&party, party.bob->id));
    const json_t *code = device_gets(party.bob, "code");
    assert_string_equal(text_at(code, "role"), "stand_in");
    assert_string_equal(text_at(code, "participant"), party.anna->id);
    g_strlcpy(party.bob->transfer, text_at(code, "transfer"), BATON_ID_SIZE);
    ok(device_scans(party.carl, text_at(code, "text")));
    ok(device_confirms(party.bob, true, party.carl->number));
    device_connects(party.carl, party.sends);
    world_plays(party.world, 200);
    device_gets(party.carl, "moved");
    const json_t *change = json_object_get(party_listed_anna(&party), "device_changed");
    assert_string_equal(text_at(change, "how"), "operator");
    assert_string_equal(text_at(change, "by"), party.bob->id);
    party_fini(&party);
}

STAND_IN_TEST(the_operator_must_name_somebody_who_is_there)
{
    ok(device_joins(party->carl, PARTY_ROOM));
    device_vanishes(party->carl);
    assert_int_equal(issues(party, NULL), BATON_E_WRONG_STATE);
    assert_int_equal(issues(party, "nobody"), BATON_E_NO_SUCH_PARTICIPANT);
    assert_int_equal(issues(party, party->carl->id), BATON_E_WRONG_STATE);
    assert_int_equal(issues(party, party->anna->id), BATON_E_WRONG_STATE);
    ok(device_resumes(party->anna, PARTY_ROOM));
    assert_int_equal(issues(party, party->bob->id), BATON_E_WRONG_STATE);
    ok(issues(party, NULL));
}

/* --- what happens meanwhile ------------------------------------------------------------------- */

static void cancel(struct party *party, UNUSED enum step step)
{
    ok(device_cancels(party->bob));
    party_told_end(party->bob, "cancelled", "by_old");
    party_is(party, "ended");
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "away");
}

TEST(the_stand_in_can_cancel_before_the_commit)
{
    after_each(SHOWS, CONNECTS, cancel);
}

static void lose_stand_in(struct party *party, enum step step)
{
    device_vanishes(party->bob);
    if (step >= AGREES) {
        device_connects(party->carl, party->sends);
        world_plays(party->world, 200);
        device_gets(party->carl, "moved");
        return;
    }
    party_is(party, "ended");
    if (step == SCANS)
        party_told_end(party->carl, "failed", "stand_in_gone");
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "away");
}

TEST(a_stand_in_who_is_cut_ends_the_transfer_before_the_agreement)
{
    after_each(SHOWS, AGREES, lose_stand_in);
}

static void leave(struct party *party, UNUSED enum step step)
{
    ok(device_leaves(party->bob));
    party_is(party, "ended");
}

TEST(a_stand_in_who_leaves_ends_the_transfer_before_the_agreement)
{
    after_each(SHOWS, SCANS, leave);
}

static void keeps_call(struct party *party, enum step step)
{
    ok(device_resumes(party->anna, PARTY_ROOM));
    party_told_end(party->bob, "failed", "old_back");
    party_is(party, "ended");
    if (step == SCANS)
        party_told_end(party->carl, "failed", "old_back");
    device_connects(party->anna, party->sends);
    party_bob_hears(party, party->anna, party->carl);
}

TEST(before_the_agreement_the_device_that_is_back_keeps_the_call)
{
    after_each(SHOWS, SCANS, keeps_call);
}

static void is_on_standby(struct party *party, enum step step)
{
    ok(device_resumes(party->anna, PARTY_ROOM));
    if (step == AGREES)
        device_connects(party->carl, party->sends);
    world_plays(party->world, 300);
    party_is(party, "standby");
    assert_true(json_object_get(device_gets(party->anna, "moved"), "disown") != NULL);
    assert_false(device_got(party->bob, "moved"));
    assert_int_equal(device_returns(party->bob), BATON_E_NOT_IN_CALL);
    ok(device_returns(party->anna));
    world_plays(party->world, 5000);
    party_is(party, "ended");
    device_gets(party->anna, "returned");
    assert_true(json_is_null(json_object_get(party_listed_anna(party), "device_changed")));
    world_closes_connections(party->world);
    device_connects(party->anna, party->sends);
    party_bob_hears(party, party->anna, party->carl);
}

TEST(after_the_agreement_the_device_that_is_back_is_on_standby)
{
    after_each(AGREES, CONNECTS, is_on_standby);
}

static void stand_in_has_no_say(struct party *party, enum step step)
{
    ok(device_resumes(party->anna, PARTY_ROOM));
    if (step <= SCANS)
        return;
    assert_int_equal(device_cancels(party->bob), BATON_E_NOT_IN_CALL);
    g_strlcpy(party->anna->transfer, party->bob->transfer, BATON_ID_SIZE);
    ok(device_cancels(party->anna));
    party_told_end(party->bob, "cancelled", "by_old");
}

TEST(when_the_device_is_back_it_decides_and_not_the_stand_in)
{
    after_each(AGREES, CONNECTS, stand_in_has_no_say);
}

static void kick(struct party *party, UNUSED enum step step)
{
    struct fake_world *world = party->world;
    world_keeps_reply(
        world, baton_engine_remove(world->engine, PARTY_ROOM, party->anna->id, world->now, NULL));
    world_flushes(world);
    party_is(party, "ended");
    party_told_end(party->bob, "failed", "removed");
    assert_int_equal(world_status(world, "participants"), 1);
    ok(shows_for(party->bob, party->bob) == BATON_E_INVALID_ELEMENT ? BATON_OK : BATON_E_INTERNAL);
}

TEST(the_participant_can_be_removed_at_any_time)
{
    after_each(SHOWS, CONNECTS, kick);
}

static void destroy(struct party *party, UNUSED enum step step)
{
    ok(world_destroys_room(party->world, PARTY_ROOM));
    assert_int_equal(world_status(party->world, "transfers"), 0);
}

TEST(the_room_can_be_destroyed_at_any_time)
{
    after_each(SHOWS, CONNECTS, destroy);
}

STAND_IN_TEST(hold_waits_for_the_code_and_no_further_code_is_shown_then)
{
    world_waits(party->world, HOLD * 1000 - 1000);
    bob_shows(party);
    world_waits(party->world, 30000);
    assert_string_equal(text_at(party_listed_anna(party), "connection"), "away");
    assert_int_equal(shows_for(party->bob, party->anna), BATON_E_WRONG_STATE);
    world_waits(party->world, 32000);
    party_told_end(party->bob, "expired", "code_expired");
    assert_string_equal(text_at(device_gets(party->bob, "participant_left"), "reason"), "gone");
}

STAND_IN_TEST(hold_waits_until_the_new_device_has_the_call)
{
    world_waits(party->world, HOLD * 1000 - 1000);
    bob_shows(party);
    world_waits(party->world, 30000);
    ok(device_scans(party->carl, party->bob->code));
    ok(device_confirms(party->bob, true, party->carl->number));
    device_connects(party->carl, party->sends);
    world_plays(party->world, 3000);
    device_gets(party->carl, "moved");
    party_bob_hears(party, party->carl, party->anna);
}
