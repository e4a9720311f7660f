/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings file: the values that an operator may write. A wrong value is refused. */
#include <string.h>

#include "confirm/channel.h"
#include "janus/settings.h"
#include "scan/decoder.h"
#include "test.h"

static bool read_general(struct baton_settings *settings, const char *text, char *sentence)
{
    json_t *general = json_loads(text, 0, NULL);
    struct baton_failure failure = {.text = ""};

    assert_non_null(general);
    bool read = baton_settings_read_general(settings, general, &failure);
    json_decref(general);
    strcpy(sentence, failure.text);
    return read;
}

static bool read_sms(struct baton_settings *settings, const char *text, char *sentence)
{
    json_t *sms = json_loads(text, 0, NULL);
    struct baton_failure failure = {.text = ""};

    assert_non_null(sms);
    bool read = baton_settings_read_sms(settings, sms, &failure);
    json_decref(sms);
    strcpy(sentence, failure.text);
    return read;
}

TEST(an_empty_settings_file_means_the_defaults)
{
    struct baton_settings settings;
    char sentence[BATON_FAILURE_TEXT_SIZE];

    baton_settings_init(&settings);
    assert_true(read_general(&settings, "{}", sentence));
    assert_null(settings.config.admin_key);
    assert_int_equal(settings.config.max_misses, 5);
    assert_int_equal(settings.config.max_session_rooms, 10);
    assert_int_equal(settings.config.max_session_presentations, 3);
    assert_int_equal(settings.config.max_session_codes, 16);
    assert_int_equal(settings.config.session_participants, 10);
    assert_int_equal(settings.config.empty_room_time, BATON_SECONDS(300));
    assert_int_equal(settings.config.max_room_misses, 20);
    assert_int_equal(settings.config.max_all_misses, 1000);
    assert_int_equal(settings.config.present_time, BATON_SECONDS(60));
    assert_int_equal(settings.config.match_timeout, BATON_SECONDS(60));
    assert_int_equal(settings.config.disown_time, BATON_SECONDS(600));
    assert_int_equal(settings.config.pli_interval, BATON_MS(500));
    assert_null(settings.token_auth_secret);
    assert_int_equal(settings.config.token_time, BATON_SECONDS(600));
    assert_null(settings.decoder);
    assert_int_equal(settings.decoders, 2);
    assert_null(settings.store);
    assert_int_equal(settings.config.audit_entries, 10000);
    assert_true(settings.config.keep_calls);
    assert_false(settings.has_gateway);
    baton_settings_fini(&settings);
}

TEST(every_general_setting_is_read)
{
    struct baton_settings settings;
    const struct baton_config *config = &settings.config;
    char sentence[BATON_FAILURE_TEXT_SIZE];

    baton_settings_init(&settings);
    assert_true(read_general(&settings,
        "{\"admin_key\":\"k\",\"max_rooms\":1,\"max_codes\":2,\"max_presentations\":3,"
        "\"max_session_rooms\":16,\"max_session_presentations\":17,\"max_session_codes\":18,"
        "\"session_participants\":20,"
        "\"empty_room_seconds\":0,"
        "\"max_misses\":4,\"max_room_misses\":5,\"max_all_misses\":15,"
        "\"lock_seconds\":6,\"present_seconds\":7,"
        "\"match_seconds\":8,\"confirm_seconds\":9,\"connect_seconds\":10,\"commit_seconds\":11,"
        "\"return_seconds\":12,\"disown_seconds\":16,\"keyframe_interval_ms\":13,"
        "\"token_auth_secret\":\"s\",\"token_seconds\":60,\"decoder\":\"/bin/d\",\"decoders\":14,"
        "\"store\":\"/srv/baton.db\",\"audit_entries\":19,\"keep_calls\":false}",
        sentence));
    assert_string_equal(config->admin_key, "k");
    assert_int_equal(config->max_rooms, 1);
    assert_int_equal(config->max_codes, 2);
    assert_int_equal(config->max_presentations, 3);
    assert_int_equal(config->max_session_rooms, 16);
    assert_int_equal(config->max_session_presentations, 17);
    assert_int_equal(config->max_session_codes, 18);
    assert_int_equal(config->session_participants, 20);
    assert_int_equal(config->empty_room_time, 0);
    assert_int_equal(config->max_misses, 4);
    assert_int_equal(config->max_room_misses, 5);
    assert_int_equal(config->max_all_misses, 15);
    assert_int_equal(config->lock_time, BATON_SECONDS(6));
    assert_int_equal(config->present_time, BATON_SECONDS(7));
    assert_int_equal(config->match_timeout, BATON_SECONDS(8));
    assert_int_equal(config->confirm_timeout, BATON_SECONDS(9));
    assert_int_equal(config->connect_timeout, BATON_SECONDS(10));
    assert_int_equal(config->commit_timeout, BATON_SECONDS(11));
    assert_int_equal(config->return_timeout, BATON_SECONDS(12));
    assert_int_equal(config->disown_time, BATON_SECONDS(16));
    assert_int_equal(config->pli_interval, BATON_MS(13));
    assert_string_equal(settings.token_auth_secret, "s");
    assert_int_equal(settings.config.token_time, BATON_SECONDS(60));
    assert_string_equal(settings.decoder, "/bin/d");
    assert_int_equal(settings.decoders, 14);
    assert_string_equal(settings.store, "/srv/baton.db");
    assert_int_equal(config->audit_entries, 19);
    assert_false(config->keep_calls);
    baton_settings_fini(&settings);
}

struct bad {
    const char *text, *sentence;
};

TEST(the_error_names_a_wrong_general_setting)
{
    static const struct bad rows[] = {
        {"{\"admin_key\":\"\"}",
            "admin_key: expected a string of 1 to 64 characters, got 0 characters"},
        {"{\"max_rooms\":0}", "max_rooms: expected a whole number from 1 to 1000000, got 0"},
        {"{\"max_misses\":1001}", "max_misses: expected a whole number from 1 to 1000, got 1001"},
        {"{\"empty_room_seconds\":-1}",
            "empty_room_seconds: expected a whole number from 0 to 604800, got -1"},
        {"{\"lock_seconds\":86401}",
            "lock_seconds: expected a whole number from 1 to 86400, got 86401"},
        {"{\"token_seconds\":3}", "token_seconds: expected a whole number from 4 to 86400, got 3"},
        {"{\"token_auth_secret\":\"\"}",
            "token_auth_secret: expected a string of 1 to 256 characters, got 0 characters"},
        {"{\"store\":\"baton.db\"}", "store: expected a path that begins with /, or none"},
        {"{\"keep_calls\":1}", "keep_calls: expected true or false, got an integer"},
        {"{\"audit_entries\":0}",
            "audit_entries: expected a whole number from 1 to 1000000, got 0"},
        {"{\"decoders\":17}", "decoders: expected a whole number from 1 to 16, got 17"},
        {"{\"decoder\":7}", "decoder: expected a string of 1 to 1024 characters, got an integer"},
    };
    char sentence[BATON_FAILURE_TEXT_SIZE];

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct baton_settings settings;
        baton_settings_init(&settings);
        assert_false(read_general(&settings, rows[i].text, sentence));
        assert_string_equal(sentence, rows[i].sentence);
        baton_settings_fini(&settings);
    }
}

#define URL    "\"url\":\"http://127.0.0.1:13013/cgi-bin/sendsms\""
#define FIELDS "\"fields\":{\"to\":\"{to}\",\"text\":\"{text}\"}"

TEST(every_gateway_setting_is_read)
{
    struct baton_settings settings;
    char sentence[BATON_FAILURE_TEXT_SIZE];

    baton_settings_init(&settings);
    assert_true(read_sms(&settings,
        "{" URL "," FIELDS
        ",\"method\":\"POST\",\"from\":\"B\",\"timeout_seconds\":3,\"max_per_hour\":4,"
        "\"max_per_session\":5,\"max_per_participant\":6,\"max_per_room\":7,\"max_per_server\":8,"
        "\"client_numbers\":false,"
        "\"fallback\":\"chat\",\"confirm_link\":\"https://call.example/ask\"}",
        sentence));
    assert_true(settings.has_gateway);
    assert_string_equal(settings.gateway.url, "http://127.0.0.1:13013/cgi-bin/sendsms");
    assert_int_equal(settings.gateway.method, BATON_GATEWAY_POST);
    assert_int_equal(settings.gateway.field_count, 2);
    assert_string_equal(settings.gateway.from, "B");
    assert_int_equal(settings.gateway.timeout_seconds, 3);
    for (int scope = 0; scope < BATON_SMS_SCOPES; scope++)
        assert_int_equal(settings.config.sms_limits.most[scope], 4 + scope);
    assert_false(settings.config.sms_client_numbers);
    assert_string_equal(settings.config.sms_fallback->name, "chat");
    assert_string_equal(settings.config.confirm_link, "https://call.example/ask");
    baton_settings_fini(&settings);
}

TEST(missing_gateway_settings_have_defaults)
{
    struct baton_settings settings;
    char sentence[BATON_FAILURE_TEXT_SIZE];

    baton_settings_init(&settings);
    assert_true(read_sms(&settings, "{" URL "," FIELDS "}", sentence));
    assert_int_equal(settings.gateway.method, BATON_GATEWAY_GET);
    assert_int_equal(settings.gateway.timeout_seconds, BATON_GATEWAY_TIMEOUT);
    assert_null(settings.config.sms_fallback);
    assert_null(settings.config.confirm_link);
    baton_settings_fini(&settings);
}

TEST(the_error_names_a_wrong_gateway_setting)
{
    static const struct bad rows[] = {
        {"{" FIELDS "}", "url: missing"},
        {"{" URL "," FIELDS ",\"method\":\"PUT\"}", "method: expected GET or POST"},
        {"{" URL ",\"fields\":{\"to\":7}}",
            "fields.to: expected a string of at most 256 characters, got an integer"},
        {"{" URL "," FIELDS ",\"timeout_seconds\":61}",
            "timeout_seconds: expected a whole number from 1 to 60, got 61"},
        {"{" URL "," FIELDS ",\"max_per_session\":0}",
            "max_per_session: expected a whole number from 1 to 10000, got 0"},
        {"{" URL "," FIELDS ",\"client_numbers\":1}",
            "client_numbers: expected true or false, got an integer"},
        {"{" URL "," FIELDS ",\"max_per_hour\":0}",
            "max_per_hour: expected a whole number from 1 to 1000, got 0"},
        {"{" URL "," FIELDS ",\"fallback\":\"sms\"}",
            "fallback: expected popup or chat, got \"sms\""},
    };
    char sentence[BATON_FAILURE_TEXT_SIZE];

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct baton_settings settings;
        baton_settings_init(&settings);
        assert_false(read_sms(&settings, rows[i].text, sentence));
        assert_string_equal(sentence, rows[i].sentence);
        assert_false(settings.has_gateway);
        baton_settings_fini(&settings);
    }
}

TEST(settings_that_the_gateway_refuses_are_refused)
{
    static const char *const texts[] = {"{\"url\":\"ftp://x/\"," FIELDS "}", "{" URL "}",
        "{" URL "," FIELDS ",\"confirm_link\":\"https://call.example/#x\"}"};
    char sentence[BATON_FAILURE_TEXT_SIZE];

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct baton_settings settings;
        baton_settings_init(&settings);
        assert_false(read_sms(&settings, texts[i], sentence));
        assert_true(sentence[0] != '\0');
        baton_settings_fini(&settings);
    }
}

TEST(too_many_gateway_fields_are_refused)
{
    struct baton_settings settings;
    char sentence[BATON_FAILURE_TEXT_SIZE], text[2048] = "{" URL ",\"fields\":{";

    for (int i = 0; i <= BATON_GATEWAY_MAX_FIELDS; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s\"f%d\":\"{to}{text}\"",
            i ? "," : "", i);
    strcat(text, "}}");
    baton_settings_init(&settings);
    assert_false(read_sms(&settings, text, sentence));
    assert_string_equal(sentence, "fields: expected at most 16 fields, got more");
    baton_settings_fini(&settings);
}

/* --- ice -------------------------------------------------------------------------------------- */

static bool read_ice(struct baton_settings *settings, const char *text, char *sentence)
{
    json_t *ice = json_loads(text, 0, NULL);
    struct baton_failure failure = {.text = ""};

    assert_non_null(ice);
    bool read = baton_settings_read_ice(settings, ice, &failure);
    json_decref(ice);
    strcpy(sentence, failure.text);
    return read;
}

TEST(every_ice_setting_is_read)
{
    struct baton_settings settings;
    const struct baton_config *config = &settings.config;
    char sentence[BATON_FAILURE_TEXT_SIZE];

    baton_settings_init(&settings);
    assert_true(read_ice(&settings,
        "{\"servers\":[\"stun:a.example\",\"turn:b.example?transport=udp\"],"
        "\"turn_secret\":\"north\",\"credential_seconds\":60}",
        sentence));
    assert_string_equal(config->ice_servers[0], "stun:a.example");
    assert_string_equal(config->ice_servers[1], "turn:b.example?transport=udp");
    assert_null(config->ice_servers[2]);
    assert_string_equal(config->turn_secret, "north");
    assert_int_equal(config->turn_time, BATON_SECONDS(60));
    baton_settings_fini(&settings);
}

TEST(stun_servers_need_no_secret_and_a_credential_lasts_an_hour)
{
    struct baton_settings settings;
    char sentence[BATON_FAILURE_TEXT_SIZE];

    baton_settings_init(&settings);
    assert_null(settings.config.ice_servers);
    assert_true(read_ice(&settings, "{\"servers\":[\"stun:a.example\"]}", sentence));
    assert_null(settings.config.turn_secret);
    assert_int_equal(settings.config.turn_time, BATON_SECONDS(3600));
    baton_settings_fini(&settings);
}

TEST(the_error_names_a_wrong_ice_setting)
{
#define STUN "\"stun:a.example\""
#define TURN "\"servers\":[" STUN ",\"turn:b.example\"]"
    static const struct bad rows[] = {
        {"{}", "servers: missing"},
        {"{\"servers\":" STUN "}", "servers: expected an array, got a string"},
        {"{\"servers\":[]}", "servers: expected an array of 1 to 8 elements, got 0"},
        {"{\"servers\":[" STUN "," STUN "," STUN "," STUN "," STUN "," STUN "," STUN "," STUN
         "," STUN "]}",
            "servers: expected an array of 1 to 8 elements, got 9"},
        {"{\"servers\":[" STUN ",null]}", "servers[1]: expected a string"},
        {"{\"servers\":[" STUN ",\"http://b.example\"]}",
            "servers[1]: expected a URL that begins with stun:, stuns:, turn: or turns:"},
        {"{\"servers\":[\"turn://b.example\"]}",
            "servers[0]: expected the host right after the scheme, without //"},
        {"{" TURN "}", "turn_secret: missing; the servers that begin with turn: or turns: need it"},
        {"{" TURN ",\"turn_secret\":\"\"}",
            "turn_secret: expected a string of 1 to 256 characters, got 0 characters"},
        {"{\"servers\":[" STUN "],\"turn_secret\":\"north\"}",
            "turn_secret: expected none, because no server begins with turn: or turns:"},
        {"{" TURN ",\"turn_secret\":\"north\",\"credential_seconds\":59}",
            "credential_seconds: expected a whole number from 60 to 86400, got 59"},
        {"{" TURN ",\"turn_secret\":\"north\",\"credential_seconds\":86401}",
            "credential_seconds: expected a whole number from 60 to 86400, got 86401"},
    };
#undef STUN
#undef TURN
    char sentence[BATON_FAILURE_TEXT_SIZE];

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct baton_settings settings;
        baton_settings_init(&settings);
        assert_false(read_ice(&settings, rows[i].text, sentence));
        assert_string_equal(sentence, rows[i].sentence);
        baton_settings_fini(&settings);
    }
}

/* --- limits ----------------------------------------------------------------------------------- */

static bool read_limits(struct baton_settings *settings, const char *text, char *sentence)
{
    json_t *limits = json_loads(text, 0, NULL);
    struct baton_failure failure = {.text = ""};

    assert_non_null(limits);
    bool read = baton_settings_read_limits(settings, limits, &failure);
    json_decref(limits);
    strcpy(sentence, failure.text);
    return read;
}

TEST(no_limits_in_the_file_mean_the_defaults)
{
    struct baton_settings settings;
    char sentence[BATON_FAILURE_TEXT_SIZE];

    baton_settings_init(&settings);
    assert_true(read_limits(&settings, "{}", sentence));
    assert_memory_equal(&settings.allowance, &baton_allowance_defaults, sizeof(settings.allowance));
    assert_memory_equal(&settings.outgoing, &baton_outgoing_defaults, sizeof(settings.outgoing));
    assert_memory_equal(&settings.scans, &baton_decoder_defaults.limits, sizeof(settings.scans));
    baton_settings_fini(&settings);
}

TEST(every_limit_is_read)
{
    struct baton_settings settings;
    const struct baton_bucket_limits *scopes = settings.allowance.budget.scopes;
    char sentence[BATON_FAILURE_TEXT_SIZE];

    baton_settings_init(&settings);
    assert_true(read_limits(&settings,
        "{\"handle_ms\":1,\"handle_burst_ms\":2,\"session_ms\":3,\"session_burst_ms\":4,"
        "\"room_ms\":5,\"room_burst_ms\":6,\"assured_ms\":7,\"assured_burst_ms\":8,"
        "\"reserved_ms\":9,\"reserved_burst_ms\":10,\"restart_ms\":11,\"restart_burst_ms\":12,"
        "\"refusals\":13,\"refusals_burst\":14,"
        "\"session_events_kb\":17,\"session_events_burst_kb\":18,"
        "\"room_events_kb\":19,\"room_events_burst_kb\":20,"
        "\"server_ms\":15,\"server_burst_ms\":16,\"waiting_threads\":15,"
        "\"window_kb\":16,\"queue_kb\":256,\"queue_messages\":18,\"queue_seconds\":19,"
        "\"session_queue_kb\":272,\"server_queue_kb\":1024,\"decoder_ms\":20,"
        "\"decoder_burst_ms\":21,\"decoder_first_ms\":22,\"decoder_first_burst_ms\":23,"
        "\"images\":24,\"session_images\":25}",
        sentence));
    /* The refusals stand before the server in this list, and count no milliseconds. The events count kilobytes. */
    for (int scope = 0; scope < BATON_BUDGET_SCOPES; scope++) {
        int64_t unit = scope == BATON_BUDGET_REFUSALS ? 1
                       : scope > BATON_BUDGET_SERVER  ? 1024
                                                      : BATON_MS(1);
        assert_int_equal(scopes[scope].rate, (2 * scope + 1) * unit);
        assert_int_equal(scopes[scope].burst, (2 * scope + 2) * unit);
    }
    assert_int_equal(settings.allowance.threads, 15);
    assert_int_equal(settings.outgoing.window, 16 * 1024);
    assert_int_equal(settings.outgoing.bytes, 256 * 1024);
    assert_int_equal(settings.outgoing.messages, 18);
    assert_int_equal(settings.outgoing.patience, BATON_SECONDS(19));
    assert_int_equal(settings.outgoing.session_bytes, 272 * 1024);
    assert_int_equal(settings.outgoing.server_bytes, 1024 * 1024);
    assert_int_equal(settings.scans.share.rate, BATON_MS(20));
    assert_int_equal(settings.scans.share.burst, BATON_MS(21));
    assert_int_equal(settings.scans.first.rate, BATON_MS(22));
    assert_int_equal(settings.scans.first.burst, BATON_MS(23));
    assert_int_equal(settings.scans.images, 24);
    assert_int_equal(settings.scans.session_images, 25);
    baton_settings_fini(&settings);
}

TEST(the_error_names_a_wrong_limit)
{
    static const struct bad rows[] = {
        {"{\"handle_ms\":0}", "handle_ms: expected a whole number from 1 to 1000, got 0"},
        {"{\"window_kb\":15}", "window_kb: expected a whole number from 16 to 65536, got 15"},
        {"{\"queue_kb\":255}", "queue_kb: expected a whole number from 256 to 65536, got 255"},
        {"{\"session_queue_kb\":767}", "session_queue_kb: expected at least 768, which is "
                                       "window_kb and queue_kb together, got 767"},
        {"{\"queue_kb\":2048}", "session_queue_kb: expected at least 2304, which is window_kb and "
                                "queue_kb together, got 2048"},
        {"{\"server_queue_kb\":2047}", "server_queue_kb: expected at least 2048, which is "
                                       "session_queue_kb, got 2047"},
        {"{\"server_queue_kb\":16777217}",
            "server_queue_kb: expected a whole number from 1024 to 16777216, got 16777217"},
        {"{\"session_images\":3}", "session_images: expected a whole number from 4 to 1024, got 3"},
    };
    char sentence[BATON_FAILURE_TEXT_SIZE];

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct baton_settings settings;
        baton_settings_init(&settings);
        assert_false(read_limits(&settings, rows[i].text, sentence));
        assert_string_equal(sentence, rows[i].sentence);
        baton_settings_fini(&settings);
    }
}

TEST(the_file_can_have_known_limits_only)
{
    assert_true(baton_settings_is_limit("handle_burst_ms"));
    assert_false(baton_settings_is_limit("handle"));
    assert_false(baton_settings_is_limit("max_rooms"));
}
