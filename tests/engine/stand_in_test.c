/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of stand-ins: somebody else shows a code for a participant whose device is away. What moves, and who is
 * asked. */
#include "engine/stand_in_party.h"

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
