/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP bodies: their templates are checked when the plugin starts, and are filled in for each message. */
#include <string.h>

#include <glib.h>

#include "confirm/gateway.h"
#include "confirm/http_body.h"
#include "test.h"

static struct baton_gateway_settings good(void)
{
    return (struct baton_gateway_settings){
        .url = "http://127.0.0.1:13013/cgi-bin/sendsms",
        .from = "Baton",
        .timeout_seconds = 5,
        .field_count = 3,
        .fields = {{"to", "{to}"}, {"text", "{text}"}, {"from", "{from}"}},
    };
}

static char *body_with(
    const struct baton_gateway_settings *settings, const char *to, const char *text)
{
    const struct baton_http_body body = {settings->fields, settings->field_count, settings->from};
    return baton_http_body_write(&body, to, text);
}

TEST(fields_are_filled_in_and_encoded)
{
    struct baton_gateway_settings settings = good();

    settings.fields[2] = (struct baton_http_field){"no te", "<{from}: {text}>{to}"};
    char *body = body_with(&settings, "+4917612345", "a&b=c d\n\"ü€'%+~");
    assert_string_equal(body,
        "to=%2B4917612345&text=a%26b%3Dc%20d%0A%22%C3%BC%E2%82%AC%27%25%2B~"
        "&no%20te=%3CBaton%3A%20a%26b%3Dc%20d%0A%22%C3%BC%E2%82%AC%27%25%2B~%3E"
        "%2B4917612345");
    g_free(body);
}

TEST(placeholders_in_a_message_are_not_filled_in)
{
    struct baton_gateway_settings settings = good();

    char *body = body_with(&settings, "+1234567", "{to}{from}");
    assert_string_equal(body, "to=%2B1234567&text=%7Bto%7D%7Bfrom%7D&from=Baton");
    g_free(body);
}

static void refuses(
    const struct baton_gateway_settings *settings, enum baton_error error, const char *beginning)
{
    struct baton_failure failure = {0};

    assert_int_equal(baton_gateway_check(settings, &failure), error);
    if (strncmp(failure.text, beginning, strlen(beginning)) != 0)
        fail_msg("\"%s\" should begin with \"%s\"", failure.text, beginning);
}

TEST(valid_settings_are_accepted)
{
    struct baton_gateway_settings settings = good();

    assert_int_equal(baton_gateway_check(&settings, NULL), BATON_OK);
    settings.url = "https://user:secret@sms.example/api?key=1";
    assert_int_equal(baton_gateway_check(&settings, NULL), BATON_OK);
    settings.field_count = 2;
    settings.from = NULL;
    assert_int_equal(baton_gateway_check(&settings, NULL), BATON_OK);
}

TEST(the_error_names_the_refused_field)
{
    struct baton_gateway_settings settings = good();
    char longest[BATON_HTTP_VALUE_MAX + 2];

    settings.fields[1].value = "{text} {txt}";
    refuses(&settings, BATON_E_INVALID_ELEMENT, "fields.text: has a brace");
    settings.fields[1].value = "{text}}";
    refuses(&settings, BATON_E_INVALID_ELEMENT, "fields.text: has a brace");
    settings.fields[1].value = "{";
    refuses(&settings, BATON_E_INVALID_ELEMENT, "fields.text: has a brace");
    memset(longest, 'a', sizeof(longest));
    longest[sizeof(longest) - 1] = '\0';
    settings.fields[1].value = longest;
    refuses(&settings, BATON_E_INVALID_ELEMENT, "fields.text: expected at most 256 bytes");
    settings.fields[1] = (struct baton_http_field){"", "{text}"};
    refuses(&settings, BATON_E_INVALID_ELEMENT, "fields: a name is empty");
    settings.fields[1].name = "t\nx";
    refuses(&settings, BATON_E_INVALID_ELEMENT, "fields: a name is empty");
    settings.fields[1].name = longest;
    refuses(&settings, BATON_E_INVALID_ELEMENT, "fields: a name is empty");
}

TEST(the_fields_must_contain_the_number_and_the_text)
{
    struct baton_gateway_settings settings = good();

    settings.fields[0].value = "+49176";
    refuses(&settings, BATON_E_MISSING_ELEMENT, "fields: no field has {to}");
    settings.fields[0].value = "{to}";
    settings.fields[1].value = "hello";
    refuses(&settings, BATON_E_MISSING_ELEMENT, "fields: no field has {text}");
    settings.field_count = 0;
    refuses(&settings, BATON_E_MISSING_ELEMENT, "fields: no field has {to}");
    settings = good();
    settings.from = NULL;
    refuses(&settings, BATON_E_MISSING_ELEMENT, "from: not set");
    settings.from = "";
    refuses(&settings, BATON_E_MISSING_ELEMENT, "from: not set");
}

TEST(a_url_must_be_http_or_https_without_a_fragment)
{
    static const char *const urls[] = {"sms.example", "ftp://sms.example/", "file:///etc/passwd",
        "http://", "http://sms.example/#a", "http://sms.example/#", "http://a b/",
        "javascript:alert(1)", "http://sms.example:99999/"};
    struct baton_gateway_settings settings = good();
    char longest[BATON_GATEWAY_URL_MAX + 2];

    for (size_t i = 0; i < COUNT(urls); i++) {
        settings.url = urls[i];
        refuses(&settings, BATON_E_INVALID_ELEMENT, "url: expected an absolute URL");
    }
    memset(longest, 'a', sizeof(longest));
    longest[sizeof(longest) - 1] = '\0';
    settings.url = longest;
    refuses(&settings, BATON_E_INVALID_ELEMENT, "url: expected at most 1024 bytes");
    settings.url = NULL;
    refuses(&settings, BATON_E_MISSING_ELEMENT, "url: not set");
    settings.url = "";
    refuses(&settings, BATON_E_MISSING_ELEMENT, "url: not set");
}

TEST(numbers_and_lengths_outside_of_their_range_are_refused)
{
    struct baton_gateway_settings settings = good();
    char longest[BATON_HTTP_VALUE_MAX + 2];

    settings.timeout_seconds = 0;
    refuses(&settings, BATON_E_INVALID_ELEMENT, "timeout_seconds: 0, expected 1 to 60");
    settings.timeout_seconds = 61;
    refuses(&settings, BATON_E_INVALID_ELEMENT, "timeout_seconds: 61, expected 1 to 60");
    settings = good();
    settings.field_count = BATON_GATEWAY_MAX_FIELDS + 1;
    refuses(&settings, BATON_E_INVALID_ELEMENT, "fields: expected at most 16");
    settings = good();
    memset(longest, 'a', sizeof(longest));
    longest[sizeof(longest) - 1] = '\0';
    settings.from = longest;
    refuses(&settings, BATON_E_INVALID_ELEMENT, "from: expected at most 256 bytes");
}

TEST(no_error_repeats_a_value)
{
    struct baton_gateway_settings settings = good();
    struct baton_failure failure;

    settings.url = "ftp://user:secret@sms.example/";
    baton_gateway_check(&settings, &failure);
    assert_null(strstr(failure.text, "secret"));
    settings = good();
    settings.fields[2] = (struct baton_http_field){"password", "secret{"};
    baton_gateway_check(&settings, &failure);
    assert_null(strstr(failure.text, "secret"));
}

TEST(the_methods_get_and_post_are_read)
{
    enum baton_gateway_method method = BATON_GATEWAY_POST;

    assert_true(baton_gateway_read_method("GET", &method));
    assert_int_equal(method, BATON_GATEWAY_GET);
    assert_true(baton_gateway_read_method("POST", &method));
    assert_int_equal(method, BATON_GATEWAY_POST);
    assert_false(baton_gateway_read_method("get", &method));
    assert_false(baton_gateway_read_method("PUT", &method));
    assert_int_equal(method, BATON_GATEWAY_POST);
}
