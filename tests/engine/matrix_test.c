/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every way to show and scan a code, with every policy, channel and form. */
#include <stdio.h>
#include <string.h>

#include "fake/party.h"
#include "test.h"

#define ANNA_PHONE "+15550001"
#define BOB_PHONE  "+15550002"
#define DORA_PHONE "+15550003"

struct scene {
    struct party party;
    struct fake_device *dora; /* another participant */
    enum baton_code_kind kind;
    struct baton_policy policy;
};

/* --- directions: who shows a code, and who scans it ------------------------------------------- */

static void show_code(struct scene *scene, bool mutual)
{
    const struct baton_transfer_request wish = {.kind = scene->kind, .mutual = mutual};
    ok(device_shows_code_with(scene->party.anna, &wish));
}

static void present(struct scene *scene, bool mutual)
{
    const struct baton_present_request request = {.kind = scene->kind,
        .device_name = "Carl",
        .mutual = mutual,
        .video_codec = BATON_CODEC_VP8};
    ok(device_presents_with(scene->party.carl, &request));
}

static void new_scans(struct scene *scene, const char *state)
{
    ok(device_scans(scene->party.carl, scene->party.anna->code));
    if (state)
        assert_string_equal(text_at(scene->party.carl->reply, "state"), state);
}

static void old_scans(struct scene *scene, const char *state)
{
    ok(device_scans(scene->party.anna, scene->party.carl->code));
    assert_string_equal(text_at(scene->party.anna->reply, "role"), "old");
    if (state)
        assert_string_equal(text_at(scene->party.anna->reply, "state"), state);
    json_t *scanned = device_gets(scene->party.carl, "scanned");
    if (state)
        assert_null(json_object_get(scanned, "number"));
}

static void old_shows(struct scene *scene)
{
    show_code(scene, false);
    new_scans(scene, NULL);
}

static void new_shows(struct scene *scene)
{
    present(scene, false);
    old_scans(scene, NULL);
}

static void new_shows_when_connected(struct scene *scene)
{
    present(scene, false);
    device_connects(scene->party.carl, "microphone camera");
    old_scans(scene, NULL);
}

static void both_show_and_old_shows_first(struct scene *scene)
{
    show_code(scene, true);
    new_scans(scene, "matching");
    assert_non_null(json_object_get(scene->party.carl->reply, "code"));
    old_scans(scene, NULL);
}

static void both_show_and_new_scans_first(struct scene *scene)
{
    present(scene, true);
    show_code(scene, false);
    new_scans(scene, "matching");
    assert_null(json_object_get(scene->party.carl->reply, "code"));
    old_scans(scene, NULL);
}

static void both_show_and_new_shows_first(struct scene *scene)
{
    present(scene, true);
    old_scans(scene, "matching");
    assert_non_null(json_object_get(scene->party.anna->reply, "code"));
    new_scans(scene, NULL);
}

static void both_show_and_old_scans_first(struct scene *scene)
{
    present(scene, false);
    show_code(scene, true);
    old_scans(scene, "matching");
    assert_null(json_object_get(scene->party.anna->reply, "code"));
    new_scans(scene, NULL);
}

static void (*const directions[])(struct scene *) = {
    old_shows,
    new_shows,
    new_shows_when_connected,
    both_show_and_old_shows_first,
    both_show_and_new_scans_first,
    both_show_and_new_shows_first,
    both_show_and_old_scans_first,
};

/* --- responses -------------------------------------------------------------------------------- */

static const char *phone_of(const struct scene *scene, const struct fake_device *device)
{
    if (device == scene->party.anna)
        return ANNA_PHONE;
    return device == scene->dora ? DORA_PHONE : BOB_PHONE;
}

static int number_of(const struct scene *scene)
{
    return scene->policy.form == BATON_FORM_NUMBER ? scene->party.carl->number : 0;
}

static void agree_by_popup(struct scene *scene, struct fake_device *device)
{
    const json_t *question = device_gets(device, "confirm");
    assert_string_equal(text_at(question, "display"), "Anna");
    assert_string_equal(text_at(question, "device_name"), "Carl");
    assert_int_equal(json_array_size(json_object_get(question, "choices")),
        scene->policy.form == BATON_FORM_NUMBER ? 3 : 0);
    ok(device_confirms(device, true, number_of(scene)));
}

static void agree_by_chat(struct scene *scene, struct fake_device *device)
{
    char text[16];
    const json_t *message = json_object_get(device_gets(device, "chat"), "message");
    const char *word = strstr(text_at(message, "text"), "\"yes ");
    assert_non_null(json_object_get(message, "question"));
    if (scene->policy.form == BATON_FORM_NUMBER)
        snprintf(text, sizeof(text), "Yes, %d!", scene->party.carl->number);
    else
        snprintf(text, sizeof(text), "ok %.2s.", word + strlen("\"yes "));
    ok(device_chats(device, text));
    assert_string_equal(text_at(device->reply, "response"), "agreed");
}

static void agree_by_sms(struct scene *scene, struct fake_device *device)
{
    char text[16];
    if (scene->policy.form == BATON_FORM_NUMBER)
        snprintf(text, sizeof(text), "YES %d", scene->party.carl->number);
    else
        snprintf(text, sizeof(text), "yes");
    const json_t *reply = world_receives_sms(scene->party.world, phone_of(scene, device), text);
    assert_string_equal(text_at(reply, "response"), "agreed");
}

static void agree(struct scene *scene, struct fake_device *device)
{
    if (scene->policy.how == &baton_channel_popup)
        agree_by_popup(scene, device);
    else if (scene->policy.how == &baton_channel_chat)
        agree_by_chat(scene, device);
    else
        agree_by_sms(scene, device);
}

/* Everyone who must agree says yes. The transfer continues at the last yes and not before. */
static void everybody_agrees(struct scene *scene)
{
    const struct baton_policy *policy = &scene->policy;
    const char *then = scene->party.carl->up_live ? "committing" : "connecting";
    if (!baton_policy_asks_nobody(policy))
        party_is(&scene->party, "confirming");
    if (policy->old)
        agree(scene, scene->party.anna);
    if (policy->remote != BATON_REMOTE_NONE) {
        party_is(&scene->party, "confirming");
        agree(scene, scene->party.bob);
    }
    if (policy->remote == BATON_REMOTE_ALL) {
        party_is(&scene->party, "confirming");
        agree(scene, scene->dora);
    }
    party_is(&scene->party, then);
    if (policy->remote != BATON_REMOTE_NONE) {
        assert_string_equal(
            text_at(device_gets(scene->dora, "confirm_ended"), "outcome"), "agreed");
        assert_string_equal(
            text_at(device_gets(scene->party.bob, "confirm_ended"), "outcome"), "agreed");
    }
    assert_int_equal(device_got(scene->party.anna, "confirm_ended"),
        policy->old &&
            (policy->remote != BATON_REMOTE_NONE || policy->how != &baton_channel_popup));
}

/* --- the whole matrix ------------------------------------------------------------------------- */

static void scene_init(struct scene *scene)
{
    const struct baton_room_settings settings = {.room = PARTY_ROOM,
        .confirm = scene->policy,
        .has_confirm = BATON_POLICY_WHO | BATON_POLICY_HOW | BATON_POLICY_FORM};
    struct party *party = &scene->party;
    party_init_in(party, world_new(), &settings, "microphone camera");
    scene->dora = device_new(party->world, "Dora");
    device_enters(scene->dora, PARTY_ROOM, "microphone");
    world_sets_phone(party->world, party->anna, PARTY_ROOM, ANNA_PHONE);
    world_sets_phone(party->world, party->bob, PARTY_ROOM, BOB_PHONE);
    world_sets_phone(party->world, scene->dora, PARTY_ROOM, DORA_PHONE);
    device_starts_listening(party->bob);
}

static void run_transfer(struct scene *scene, void (*direction)(struct scene *))
{
    struct party *party = &scene->party;
    scene_init(scene);
    direction(scene);
    everybody_agrees(scene);
    device_gets(party->carl, "admitted");
    if (!party->carl->up_live)
        device_connects(party->carl, "microphone camera");
    world_plays(party->world, 100);
    party_is(party, "standby");
    device_starts_listening(party->bob);
    world_plays(party->world, 100);
    assert_true(device_hears(party->bob, party->carl) > 3);
    assert_int_equal(device_hears(party->bob, party->anna), 0);
    party_fini(party);
}

static void run_all_directions(enum baton_code_kind kind, size_t who,
    const struct baton_channel *how, enum baton_transfer_form form)
{
    for (size_t i = 0; i < COUNT(directions); i++) {
        struct scene scene = {.kind = kind, .policy = {.how = how, .form = form}};
        baton_policy_who_find(baton_policy_who_at(who), &scene.policy);
        run_transfer(&scene, directions[i]);
    }
}

static void run_all_channels_and_forms(size_t who)
{
    for (int kind = 0; kind < BATON_CODE_KINDS; kind++) {
        for (size_t how = 0; baton_channel_at(how); how++) {
            run_all_directions(kind, who, baton_channel_at(how), BATON_FORM_NUMBER);
            run_all_directions(kind, who, baton_channel_at(how), BATON_FORM_YESNO);
        }
    }
}

enum { WHOS = 6 };

static void every_transfer_commits_when_all_required_people_agree(void **state)
{
    assert_null(baton_policy_who_at(WHOS));
    run_all_channels_and_forms(*(const size_t *)*state);
}

#define ASKING(who, name)                                                                          \
    TEST_ROW(every_transfer_commits_when_all_required_people_agree, "asking " name, (size_t)who)
ASKING(0, "nobody")
ASKING(1, "old")
ASKING(2, "remote_any")
ASKING(3, "remote_all")
ASKING(4, "both_any")
ASKING(5, "both_all")
