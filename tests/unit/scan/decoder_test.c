/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests of scan/decoder: each accepted submission gets one result in time, even if a helper dies. The helper here is
 * tests/scan/tempted, which does what the first byte of an image says.
 */
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "scan/decoder.h"
#include "scan/process.h"
#include "test.h"
#include "unit/scan/programs.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct baton_decoder *decoder;

/* The results and reports so far. Guarded by lock. */
static struct {
    unsigned int results, scanned, unreadable, failed;
    char text[BATON_TEXTS_MAX_TEXT + 1];
    unsigned int troubles, recoveries;
} seen;

static void finished(
    void *context, enum baton_decoder_outcome outcome, const struct baton_texts *texts)
{
    (void)context;
    pthread_mutex_lock(&lock);
    seen.results++;
    seen.scanned += outcome == BATON_DECODER_SCANNED;
    seen.unreadable += outcome == BATON_DECODER_UNREADABLE;
    seen.failed += outcome == BATON_DECODER_FAILED;
    snprintf(seen.text, sizeof(seen.text), "%s", texts->count > 0 ? texts->found[0].text : "");
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void report(void *context, bool trouble, const char *sentence)
{
    (void)context;
    (void)sentence;
    pthread_mutex_lock(&lock);
    seen.troubles += trouble;
    seen.recoveries += !trouble;
    pthread_mutex_unlock(&lock);
}

static void await(unsigned int results)
{
    pthread_mutex_lock(&lock);
    while (seen.results < results)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static void start(const char *path, unsigned int helpers, baton_time deadline)
{
    struct baton_decoder_options options = baton_decoder_defaults;

    memset(&seen, 0, sizeof(seen));
    options.path = path;
    options.helpers = helpers;
    options.deadline = deadline;
    options.report = report;
    options.limits.images = options.limits.session_images = 16;
    options.limits.share.burst = options.limits.first.burst = BATON_SECONDS(3600);
    decoder = baton_decoder_new(&options);
    assert_non_null(decoder);
}

static void start_tempted(void)
{
    start(program("tests/scan/tempted"), 1, BATON_SECONDS(20));
}

static int stop_decoder(UNUSED void **state)
{
    baton_decoder_free(decoder);
    decoder = NULL;
    return waitpid(-1, NULL, WNOHANG) == -1 ? 0 : -1; /* no child is left, not even a zombie */
}

static struct baton_image image_of(const char *text)
{
    struct baton_image image = {
        .kind = BATON_IMAGE_GRAY, .width = (uint32_t)strlen(text), .height = 1};

    image.len = image.width;
    image.data = (uint8_t *)strdup(text);
    return image;
}

static bool submit(const char *text)
{
    struct baton_image image = image_of(text);
    baton_time retry_after;
    bool accepted =
        baton_decoder_submit(decoder, "session", &image, 1, finished, NULL, &retry_after);

    assert_true(accepted == !image.data);
    baton_image_fini(&image);
    return accepted;
}

TEST(the_result_contains_the_texts_that_were_found, .teardown_func = stop_decoder)
{
    start_tempted();
    for (unsigned int i = 1; i <= 3; i++) {
        assert_true(submit("!here"));
        await(i);
        assert_string_equal(seen.text, "!here");
    }
    assert_int_equal(seen.scanned, 3);
    assert_int_equal(seen.troubles + seen.recoveries, 0);
}

TEST(an_image_that_cannot_be_decoded_is_unreadable, .teardown_func = stop_decoder)
{
    struct baton_image image = image_of("no image");

    start_tempted();
    image.kind = BATON_IMAGE_PNG;
    assert_true(
        baton_decoder_submit(decoder, "session", &image, 1, finished, NULL, &(baton_time){0}));
    await(1);
    assert_int_equal(seen.unreadable, 1);
}

TEST(a_submission_of_several_images_gets_one_result, .teardown_func = stop_decoder)
{
    struct baton_image images[3] = {image_of("a: dies"), image_of("!here"), image_of("!here")};

    start_tempted();
    assert_true(
        baton_decoder_submit(decoder, "session", images, 3, finished, NULL, &(baton_time){0}));
    await(1);
    assert_int_equal(seen.failed, 1);
    assert_string_equal(seen.text, "!here");
}

TEST(when_a_helper_dies_only_its_image_fails, .teardown_func = stop_decoder)
{
    static const char *const deeds[] = {"abort", "socket", "nonsense"};
    struct baton_decoder_counts counts;

    start_tempted();
    for (unsigned int i = 0; i < 3; i++) {
        assert_true(submit(deeds[i]));
        assert_true(submit("!next"));
        await(2 * i + 2);
        assert_int_equal(seen.failed, i + 1);
        assert_int_equal(seen.scanned, i + 1);
        assert_string_equal(seen.text, "!next");
    }
    baton_decoder_count(decoder, &counts);
    assert_int_equal(counts.images, 6);
    assert_int_equal(counts.died, 3);
    assert_int_equal(counts.waiting, 0);
    assert_int_equal(counts.helpers, 1);
    assert_false(counts.trouble);
}

/* Returns a child of this process that runs, that is, does not wait for an image. 0: there is none. */
static pid_t find_busy_child(void)
{
    DIR *folder = opendir("/proc");
    struct dirent *entry;
    pid_t found = 0;

    while ((entry = readdir(folder))) {
        char path[300], state = 0;
        int pid = 0, parent = 0;
        snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
        FILE *file = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? fopen(path, "r") : NULL;
        if (!file)
            continue;
        if (fscanf(file, "%d (%*[^)]) %c %d", &pid, &state, &parent) == 3 && parent == getpid() &&
            state == 'R')
            found = pid;
        fclose(file);
    }
    closedir(folder);
    return found;
}

TEST(when_a_helper_is_killed_during_a_scan_only_this_scan_fails, .teardown_func = stop_decoder)
{
    pid_t busy;

    start_tempted();
    assert_true(submit("hang"));
    usleep(200000);
    while (!(busy = find_busy_child()))
        usleep(10000);
    kill(busy, SIGKILL);
    await(1);
    assert_int_equal(seen.failed, 1);
    assert_true(submit("!next"));
    await(2);
    assert_int_equal(seen.scanned, 1);
}

TEST(a_helper_is_killed_at_the_deadline, .teardown_func = stop_decoder)
{
    struct baton_decoder_counts counts;

    start(program("tests/scan/tempted"), 1, BATON_MS(700));
    baton_time begin = baton_process_now();
    assert_true(submit("hang"));
    await(1);
    baton_time took = baton_process_now() - begin;
    assert_int_equal(seen.failed, 1);
    assert_true(took >= BATON_MS(600) && took < BATON_SECONDS(5));
    baton_decoder_count(decoder, &counts);
    assert_int_equal(counts.late, 1);
    assert_true(submit("!next"));
    await(2);
    assert_int_equal(seen.scanned, 1);
}

TEST(a_full_queue_refuses_at_once, .teardown_func = stop_decoder)
{
    struct baton_decoder_counts counts;
    unsigned int accepted = 0;

    start_tempted();
    assert_true(submit("hang"));
    do {
        usleep(1000);
        baton_decoder_count(decoder, &counts);
    } while (counts.waiting > 0);
    while (submit("!next") && accepted < 100)
        accepted++;
    assert_int_equal(accepted, 16);
    baton_decoder_count(decoder, &counts);
    assert_int_equal(counts.refused, 1);
    assert_int_equal(counts.waiting, 16);
    baton_time retry_after = 0;
    assert_true(baton_decoder_has_room(decoder, "session", 0, &retry_after));
    assert_false(baton_decoder_has_room(decoder, "session", 1, &retry_after));
    assert_true(retry_after > 0);
    baton_time begin = baton_process_now();
    baton_decoder_free(decoder);
    decoder = NULL;
    assert_true(baton_process_now() - begin < BATON_SECONDS(5));
    assert_int_equal(seen.results, 17); /* free gives a result to every open submission */
    assert_int_equal(seen.failed, 17);
}

TEST(the_queue_counts_each_image_of_a_submission, .teardown_func = stop_decoder)
{
    struct baton_image images[4];
    unsigned int accepted = 0;

    start_tempted();
    assert_true(submit("hang"));
    for (bool room = true; room; accepted += room) {
        for (int i = 0; i < 4; i++)
            images[i] = image_of("!next");
        room =
            baton_decoder_submit(decoder, "session", images, 4, finished, NULL, &(baton_time){0});
    }
    for (int i = 0; i < 4; i++)
        baton_image_fini(&images[i]);
    assert_int_in_range(accepted, 3, 4); /* the image `hang` may still be in the queue */
}

TEST(a_missing_helper_program_is_reported_once_and_every_scan_fails, .teardown_func = stop_decoder)
{
    struct baton_decoder_counts counts;

    start("/nonexistent/baton-decoder", 1, BATON_SECONDS(20));
    for (unsigned int i = 1; i <= 5; i++) {
        assert_true(submit("!here"));
        await(i);
    }
    assert_int_equal(seen.failed, 5);
    assert_int_equal(seen.troubles, 1);
    baton_decoder_count(decoder, &counts);
    assert_true(counts.trouble);
}

TEST(a_program_that_sends_no_hello_is_not_used, .teardown_func = stop_decoder)
{
    start("/bin/true", 1, BATON_SECONDS(20));
    for (unsigned int i = 1; i <= 5; i++) {
        assert_true(submit("!here"));
        await(i);
    }
    assert_int_equal(seen.failed, 5);
    assert_int_equal(seen.troubles, 1);
}

TEST(scans_work_again_when_the_helper_program_is_there_again, .teardown_func = stop_decoder)
{
    char folder[] = "/tmp/baton-decoder-test-XXXXXX", path[64];

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/helper", folder);
    start(path, 1, BATON_SECONDS(20));
    assert_true(submit("!here"));
    await(1);
    assert_int_equal(seen.failed, 1);
    assert_int_equal(symlink(program("tests/scan/tempted"), path), 0);
    for (unsigned int i = 2; seen.scanned == 0 && i < 500; i++) {
        usleep(20000);
        assert_true(submit("!here"));
        await(i);
    }
    assert_int_equal(seen.scanned, 1);
    assert_int_equal(seen.troubles, 1);
    assert_int_equal(seen.recoveries, 1);
    unlink(path);
    rmdir(folder);
}

TEST(a_session_that_keeps_the_helpers_busy_is_refused_and_another_one_is_served,
    .teardown_func = stop_decoder)
{
    struct baton_decoder_options options = baton_decoder_defaults;
    struct baton_image image;
    baton_time retry_after = 0;

    memset(&seen, 0, sizeof(seen));
    options.path = program("tests/scan/tempted");
    options.helpers = 1;
    options.deadline = BATON_MS(500);
    options.limits.share = (struct baton_bucket_limits){.rate = 1, .burst = BATON_MS(400)};
    options.limits.first = (struct baton_bucket_limits){.rate = 1, .burst = BATON_MS(400)};
    decoder = baton_decoder_new(&options);
    for (int i = 0; i < 3; i++) {
        image = image_of("hang");
        assert_true(
            baton_decoder_submit(decoder, "hostile", &image, 1, finished, NULL, &retry_after));
    }
    await(1);
    image = image_of("hang");
    assert_false(baton_decoder_submit(decoder, "hostile", &image, 1, finished, NULL, &retry_after));
    assert_true(retry_after > BATON_SECONDS(1));
    baton_image_fini(&image);
    image = image_of("!here");
    assert_true(baton_decoder_submit(decoder, "honest", &image, 1, finished, NULL, &retry_after));
    await(3); /* a helper reads the second hostile image; the honest image comes before the third */
    assert_int_equal(seen.scanned, 1);
    await(4);
}

TEST(two_helpers_work_at_the_same_time, .teardown_func = stop_decoder)
{
    start(program("tests/scan/tempted"), 2, BATON_SECONDS(2));
    assert_true(submit("hang"));
    assert_true(submit("!here"));
    await(1);
    assert_int_equal(seen.scanned, 1);
}
