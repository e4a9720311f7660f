/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command is performed if its line is right. The reply to each wrong line says what is wrong. */
#include <string.h>

#include "peer/command.h"
#include "test.h"

/* The fields of the last command `note`. */
struct seen {
    int calls;
    char name[32];
    double number;
    bool flag;
    size_t texts;
};

static bool note(struct peer_command *command, void *user)
{
    struct seen *seen = user;

    seen->calls++;
    g_strlcpy(seen->name, peer_command_text(command, "name"), sizeof(seen->name));
    seen->number = peer_command_number(command, "number");
    seen->flag = peer_command_flag(command, "flag");
    seen->texts = json_array_size(peer_command_texts(command, "texts"));
    json_object_set_new(command->reply, "calls", json_integer(seen->calls));
    return true;
}

static bool refuse(struct peer_command *command, void *user)
{
    (void)user;
    return peer_command_refuse(command, "this verb always fails");
}

static const struct peer_verb verbs[] = {
    {"note", note,
        {PEER_REQUIRED("name", PEER_TEXT), PEER_OPTIONAL_NUMBER("number", 1, 9, 5),
            PEER_OPTIONAL_FLAG("flag", 1), {.name = "texts", .type = PEER_TEXTS}}},
    {.name = "fail", .perform = refuse},
    {0},
};

static struct seen seen;
static bool stopped;

/* Performs a line. Returns the reply as text, which is valid until the next call. */
static const char *perform(const char *line, bool *stop)
{
    const struct peer_theme themes[] = {{verbs, &seen, stop, NULL}, {0}};
    static char text[1000];
    struct peer_command command;

    peer_command_read(&command, line, themes);
    json_t *reply = peer_command_perform(&command);
    peer_command_clear(&command);
    char *dumped = json_dumps(reply, JSON_COMPACT);
    g_strlcpy(text, dumped, sizeof(text));
    free(dumped);
    json_decref(reply);
    return text;
}

static int reset(UNUSED void **state)
{
    seen = (struct seen){0};
    stopped = false;
    return 0;
}

TEST(a_command_is_performed_and_gets_a_reply, .setup_func = reset)
{
    assert_string_equal(perform("{\"id\":7,\"command\":\"note\",\"name\":\"anna\",\"number\":2.5,"
                                "\"flag\":false,\"texts\":[\"a\",\"b\"]}",
                            NULL),
        "{\"id\":7,\"calls\":1}");
    assert_string_equal(seen.name, "anna");
    assert_true(seen.number > 2.4 && seen.number < 2.6);
    assert_false(seen.flag);
    assert_int_equal(seen.texts, 2);
}

TEST(a_field_that_is_missing_has_its_default, .setup_func = reset)
{
    perform("{\"id\":1,\"command\":\"note\",\"name\":\"\"}", NULL);
    assert_int_equal(seen.calls, 1);
    assert_true(seen.number > 4.9 && seen.number < 5.1);
    assert_true(seen.flag);
    assert_int_equal(seen.texts, 0);
}

TEST(each_wrong_line_gets_an_error_and_the_next_line_is_performed, .setup_func = reset)
{
    static const struct {
        const char *line, *reply;
    } wrong[] = {
        {"[1]", "{\"id\":null,\"error\":\"the line: got an array at column 1, expected a JSON "
                "object\"}"},
        {"{\"command\":\"note\"}",
            "{\"id\":null,\"error\":\"id: got nothing, expected a whole number\"}"},
        {"{\"id\":\"x\",\"command\":\"note\"}",
            "{\"id\":null,\"error\":\"id: got \\\"x\\\", expected a whole number\"}"},
        {"{\"id\":1}",
            "{\"id\":1,\"error\":\"command: got nothing, expected the name of a command\"}"},
        {"{\"id\":1,\"command\":\"dance\"}",
            "{\"id\":1,\"error\":\"command: got \\\"dance\\\", expected the name of a command\"}"},
        {"{\"id\":1,\"command\":\"note\"}",
            "{\"id\":1,\"error\":\"note: name: got nothing, expected a text\"}"},
        {"{\"id\":1,\"command\":\"note\",\"name\":null}",
            "{\"id\":1,\"error\":\"note: name: got null, expected a text\"}"},
        {"{\"id\":1,\"command\":\"note\",\"name\":\"a\",\"number\":10}",
            "{\"id\":1,\"error\":\"note: number: got 10, expected a number from 1 to 9\"}"},
        {"{\"id\":1,\"command\":\"note\",\"name\":\"a\",\"flag\":1}",
            "{\"id\":1,\"error\":\"note: flag: got 1, expected true or false\"}"},
        {"{\"id\":1,\"command\":\"note\",\"name\":\"a\",\"texts\":[1]}",
            "{\"id\":1,\"error\":\"note: texts: got [1], expected a list of texts\"}"},
        {"{\"id\":1,\"command\":\"note\",\"nam\":\"a\"}",
            "{\"id\":1,\"error\":\"note: got a field nam, expected only name, number, flag, "
            "texts\"}"},
        {"{\"id\":1,\"command\":\"fail\",\"name\":\"a\"}",
            "{\"id\":1,\"error\":\"fail: got a field name, expected no field\"}"},
    };

    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_string_equal(perform(wrong[i].line, NULL), wrong[i].reply);
    assert_int_equal(seen.calls, 0);
    perform("{\"id\":1,\"command\":\"note\",\"name\":\"a\"}", NULL);
    assert_int_equal(seen.calls, 1);
}

TEST(a_line_that_is_not_json_gets_an_error, .setup_func = reset)
{
    static const char *const lines[] = {
        "", "{", "note", "{\"id\":1,\"command\":\"note\"} {}", "\xff"};

    for (size_t i = 0; i < COUNT(lines); i++) {
        const char *reply = perform(lines[i], NULL);
        assert_ptr_equal(strstr(reply, "{\"id\":null,\"error\":\"the line: got "), reply);
    }
}

TEST(an_error_quotes_only_the_start_of_a_long_value, .setup_func = reset)
{
    char line[400];

    g_snprintf(line, sizeof(line), "{\"id\":1,\"command\":\"%0300d\"}", 0);
    assert_int_in_range(strlen(perform(line, NULL)), 100, 200);
}

TEST(after_a_failure_commands_with_the_same_flag_are_refused, .setup_func = reset)
{
    static const char fine[] = "{\"id\":1,\"command\":\"note\",\"name\":\"a\"}";

    perform(fine, &stopped);
    assert_string_equal(perform("{\"id\":2,\"command\":\"fail\"}", &stopped),
        "{\"id\":2,\"error\":\"fail: this verb always fails\"}");
    assert_string_equal(perform(fine, &stopped),
        "{\"id\":1,\"error\":\"note: not performed, because an earlier command has failed\"}");
    assert_int_equal(seen.calls, 1);
    perform(fine, NULL);
    assert_int_equal(seen.calls, 2);
}

TEST(a_wrong_line_sets_the_flag, .setup_func = reset)
{
    perform("{\"id\":1,\"command\":\"note\",\"name\":\"a\",\"number\":0}", &stopped);
    assert_true(stopped);
}
