/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of names. If a lower layer has the list already, the choice uses that list. */
#include "api/choices.h"

#include "code/code.h"
#include "confirm/channel.h"
#include "rtp/codec.h"
#include "state/policy.h"
#include "state/room_settings.h"
#include "state/source.h"
#include "transfer/ending.h"
#include "transfer/machine.h"

void baton_choice_list(
    const struct baton_choice *choice, const char *names[BATON_CHOICE_MAX_NAMES + 1])
{
    size_t i = 0;

    for (; i < BATON_CHOICE_MAX_NAMES && choice->at(i); i++)
        names[i] = choice->at(i);
    names[i] = NULL;
}

/* Defines `function`, which returns the names of a choice for which no lower layer has a list. */
#define NAMES(function, ...)                                                                       \
    static const char *function(size_t index)                                                      \
    {                                                                                              \
        static const char *const names[] = {__VA_ARGS__};                                          \
        return index < sizeof(names) / sizeof(names[0]) ? names[index] : NULL;                     \
    }

/* --- media ------------------------------------------------------------------------------------ */

static const char *source_kind_at(size_t index)
{
    return index < BATON_SOURCE_KINDS ? baton_source_kind_name((enum baton_source_kind)index)
                                      : NULL;
}

static void store_source_kind(size_t index, void *out)
{
    *(enum baton_source_kind *)out = (enum baton_source_kind)index;
}

const struct baton_choice baton_choice_source_kind = {
    .name = "SourceKind", .at = source_kind_at, .store = store_source_kind};

NAMES(source_state_at, "live", "paused")

const struct baton_choice baton_choice_source_state = {.name = "SourceState",
    .meaning = "A source is `paused` while no device feeds it, for example after a transfer to a "
               "device that does not send this kind.",
    .at = source_state_at};

NAMES(connection_at, "connected", "away")

const struct baton_choice baton_choice_connection = {.name = "ConnectionState",
    .meaning = "`away`: the device that has the call has lost its handles or its media. The "
               "participant stays in the room for the room's `hold`.",
    .at = connection_at};

NAMES(device_change_at, "stand_in", "operator", "recall")

const struct baton_choice baton_choice_device_change = {.name = "DeviceChangeKind",
    .meaning = "`stand_in`: somebody else in the room showed a code for the participant. "
               "`operator`: the same, because the operator asked for it. `recall`: a device that "
               "had had this participant's call before asked for it.",
    .at = device_change_at};

static const char *stand_in_at(size_t index)
{
    return baton_stand_in_name((enum baton_stand_in)index);
}

static void store_stand_in(size_t index, void *out)
{
    *(enum baton_stand_in *)out = (enum baton_stand_in)index;
}

const struct baton_choice baton_choice_stand_in = {.name = "StandIn",
    .meaning = "Who may show a code for a participant who is away: moderators, anybody in the "
               "room, or nobody.",
    .at = stand_in_at,
    .store = store_stand_in};

NAMES(medium_at, "audio", "video")

const struct baton_choice baton_choice_medium = {.name = "Medium", .at = medium_at};

static const char *limited_by_at(size_t index)
{
    return index + 1 < BATON_SHARE_LIMITS
               ? baton_source_limit_name((enum baton_share_limit)(index + 1))
               : NULL;
}

const struct baton_choice baton_choice_limited_by = {.name = "LimitedBy",
    .meaning =
        "Why a slot does not get the largest encoding of its source. `hidden`: the client does not "
        "show the slot. `size`: a smaller encoding fills the height at which the client shows "
        "the slot. `sender`: the sender does not send a larger encoding now. `ceiling`: the "
        "limit of this participant or of the room. `line`: the line of the receiver does not "
        "carry more.",
    .at = limited_by_at};

NAMES(preference_at, "motion", "detail")

static void store_preference(size_t index, void *out)
{
    *(bool *)out = index == 1;
}

const struct baton_choice baton_choice_preference = {.name = "Preference",
    .meaning = "The quality to keep on a weak line: smooth motion, or a sharp picture.",
    .at = preference_at,
    .store = store_preference};

static const char *audio_codec_at(size_t index)
{
    return index == 0 ? baton_codec_name(BATON_CODEC_OPUS) : NULL;
}

const struct baton_choice baton_choice_audio_codec = {.name = "AudioCodec", .at = audio_codec_at};

static const enum baton_codec video_codecs[] = {
    BATON_CODEC_VP8, BATON_CODEC_H264, BATON_CODEC_VP9, BATON_CODEC_AV1};

static const char *video_codec_at(size_t index)
{
    return index < sizeof(video_codecs) / sizeof(video_codecs[0])
               ? baton_codec_name(video_codecs[index])
               : NULL;
}

static void store_video_codec(size_t index, void *out)
{
    *(enum baton_codec *)out = video_codecs[index];
}

const struct baton_choice baton_choice_video_codec = {
    .name = "VideoCodec", .at = video_codec_at, .store = store_video_codec};

/* --- codes and confirmation ------------------------------------------------------------------- */

static const char *code_kind_at(size_t index)
{
    return index < BATON_CODE_KINDS ? baton_code_kind_name((enum baton_code_kind)index) : NULL;
}

static void store_code_kind(size_t index, void *out)
{
    *(enum baton_code_kind *)out = (enum baton_code_kind)index;
}

const struct baton_choice baton_choice_code_kind = {.name = "CodeKind",
    .meaning = "`code128` is a bar code. `short` is eight letters to type.",
    .at = code_kind_at,
    .store = store_code_kind};

static void store_who(size_t index, void *out)
{
    struct baton_policy *policy = out;
    baton_policy_who_find(baton_policy_who_at(index), policy);
}

const struct baton_choice baton_choice_confirm_who = {.name = "ConfirmWho",
    .meaning =
        "`old`: the device in the call. `remote_any`, `remote_all`: one or all of the others in "
        "the room. `both_any`, `both_all`: the device in the call, and one or all of the others.",
    .at = baton_policy_who_at,
    .store = store_who};

static const char *how_at(size_t index)
{
    const struct baton_channel *channel = baton_channel_at(index);
    return channel ? channel->name : NULL;
}

static void store_how(size_t index, void *out)
{
    *(const struct baton_channel **)out = baton_channel_at(index);
}

const struct baton_choice baton_choice_confirm_how = {.name = "ConfirmHow",
    .meaning = "`popup` and `chat` are equally strict; `sms` is stricter.",
    .at = how_at,
    .store = store_how};

static const enum baton_transfer_form forms[] = {BATON_FORM_NUMBER, BATON_FORM_YESNO};

static const char *form_at(size_t index)
{
    return index < sizeof(forms) / sizeof(forms[0]) ? baton_transfer_form_name(forms[index]) : NULL;
}

static void store_form(size_t index, void *out)
{
    *(enum baton_transfer_form *)out = forms[index];
}

const struct baton_choice baton_choice_confirm_form = {.name = "ConfirmForm",
    .meaning =
        "`number`: the person picks, out of three numbers, the one that the new device shows. "
        "`yesno`: the person says yes or no. `number` is stricter.",
    .at = form_at,
    .store = store_form};

/* --- transfers -------------------------------------------------------------------------------- */

NAMES(role_at, "old", "new", "remote", "stand_in")

const struct baton_choice baton_choice_role = {.name = "Role",
    .meaning =
        "`old`: the device that has the call when the transfer begins. `new`: the device that "
        "the call moves to. `remote`: another participant of the room who is asked. `stand_in`: "
        "another participant who shows the code, because the participant whose call moves is away.",
    .at = role_at};

static const char *transfer_state_at(size_t index)
{
    return index <= BATON_TRANSFER_ENDED
               ? baton_transfer_state_name((enum baton_transfer_state)index)
               : NULL;
}

const struct baton_choice baton_choice_transfer_state = {
    .name = "TransferState", .at = transfer_state_at};

static const char *scanned_state_at(size_t index)
{
    return index <= BATON_TRANSFER_STANDBY - BATON_TRANSFER_MATCHING
               ? transfer_state_at(BATON_TRANSFER_MATCHING + index)
               : NULL;
}

const struct baton_choice baton_choice_scanned_state = {.name = "ScannedState",
    .meaning = "`matching`: the transfer is mutual, and the second code is not scanned yet. "
               "`connecting` or a later state: nobody is asked.",
    .at = scanned_state_at};

static const char *outcome_at(size_t index)
{
    return index < BATON_OUTCOME_FAILED
               ? baton_transfer_outcome_name((enum baton_transfer_outcome)(index + 1))
               : NULL;
}

const struct baton_choice baton_choice_transfer_outcome = {
    .name = "TransferOutcome", .at = outcome_at};

static const char *confirm_outcome_at(size_t index)
{
    return index == 0 ? "agreed" : outcome_at(index - 1);
}

const struct baton_choice baton_choice_confirm_outcome = {
    .name = "ConfirmOutcome", .at = confirm_outcome_at};

static const char *reason_at(size_t index)
{
    return index <= BATON_REASON_REMOVED
               ? baton_transfer_reason_name((enum baton_transfer_reason)index)
               : NULL;
}

const struct baton_choice baton_choice_transfer_reason = {
    .name = "TransferReason", .at = reason_at};

NAMES(warning_kind_at, "second_claim", "many_misses", "other_network", "many_wrong_numbers",
    "many_questions", "others_asked", "unknown_network", "resume_copied", "recall_copied")

const struct baton_choice baton_choice_warning_kind = {.name = "WarningKind",
    .meaning =
        "`second_claim`: another device tried the code. `many_misses`: somebody is guessing "
        "codes. `other_network`: the new device seems to be in another network. This is a hint, "
        "not a proof. `many_wrong_numbers`: wrong numbers were picked too often, so this call "
        "cannot move for a while. `many_questions`: people were asked too often and did not agree, "
        "so nobody is asked for a while. `others_asked`: others are asked in place of this person, "
        "and Baton cannot prove that they are not the person with the new device. `cancel` stops "
        "the transfer. `unknown_network`: Baton could not compare the networks before people were "
        "asked. `resume_copied`: an old resume secret of this device came again, so somebody has "
        "copied it. `recall_copied`: the same for a secret with which a device "
        "has asked for this call again.",
    .at = warning_kind_at};

NAMES(guessed_at, "server", "letters", "pin", "secret", "admin_key", "number", "question")

const struct baton_choice baton_choice_guessed = {.name = "Guessed",
    .meaning =
        "`server`: the letters, or the pins and secrets, of the whole server. `letters`: the "
        "letters of all codes of a room. `pin`, `secret`: the pin, the secret of a room. `number`: "
        "the numbers of one participant's transfers. `question`: the questions about one "
        "participant's transfers.",
    .at = guessed_at};

/* --- others ----------------------------------------------------------------------------------- */

static const char *ending_at(size_t index)
{
    return index + 1 < BATON_ENDINGS ? baton_ending_name((enum baton_ending)(index + 1)) : NULL;
}

const struct baton_choice baton_choice_ending = {.name = "Ending",
    .meaning =
        "Why a device is not in a call any more. `left`: it has left. `gone`: it was away for too "
        "long. `removed`: a moderator or the operator has removed the participant. `disowned`: the "
        "device that had the call before did not want the move. `room_destroyed`: the room is "
        "gone. `moved`: the call is on another device. `returned`: the call is back on the old "
        "device. `replaced`: this device goes on with other handles or with a later secret. "
        "`not_moved`: a call was to move to this device, and did not.",
    .at = ending_at};

NAMES(left_reason_at, "left", "gone", "removed", "disowned")

const struct baton_choice baton_choice_left_reason = {.name = "LeftReason",
    .meaning =
        "`left`: the participant left. `gone`: the participant was away for longer than the room's `hold`. "
        "`removed`: a moderator or an operator removed the participant. `disowned`: the call had "
        "moved to a device that the person did not want, so it was removed.",
    .at = left_reason_at};

NAMES(room_setting_at, "description", "pin", "secret", "is_private", "max_participants", "bitrate",
    "downlink_bitrate", "confirm", "ways", "mutual", "code_lifetime", "grace", "hold", "stand_in",
    "remember")

const struct baton_choice baton_choice_room_setting = {
    .name = "RoomSetting", .meaning = "A setting that `edit` can change.", .at = room_setting_at};

NAMES(response_at, "agreed", "declined")

const struct baton_choice baton_choice_response = {.name = "ChatResponse", .at = response_at};

NAMES(sms_response_at, "agreed", "declined", "refused")

const struct baton_choice baton_choice_sms_response = {.name = "SmsResponse",
    .meaning = "`refused`: the telephone number is not valid, no question to this number is open, "
               "more than one question is open, or the text was not understood.",
    .at = sms_response_at};

NAMES(device_role_at, "active", "candidate", "standby")

const struct baton_choice baton_choice_device_role = {.name = "DeviceRole",
    .meaning = "`active`: the device has the call. `candidate`: it is taking over. `standby`: the "
               "call can still return to it.",
    .at = device_role_at};
