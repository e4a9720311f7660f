/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The real helper reads the unusual, broken and hostile images in tests/data/attack. Each image must get a result
 * before the deadline, and the next image must be read as usual. The first word of a file name says which result is
 * expected: "read" (one code is found), "nothing" (no code is found) or "unreadable".
 */
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "scan/decoder.h"
#include "scan/process.h"
#include "test.h"
#include "unit/scan/programs.h"

enum {
    /* Images that must be read have a long deadline, because a busy machine may be slow to run a helper of low
     * priority. All other images have the deadline that they have in a call. */
    PATIENT_MS = 20000,
    DEADLINE_MS = 500,
    SLACK_MS = 2000,
    HELPER_MAX_KIB = 120 * 1024,
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* Guarded by lock. */
static bool is_finished;
static enum baton_decoder_outcome outcome;
static size_t found;

static void finished(
    void *context, enum baton_decoder_outcome what, const struct baton_texts *texts)
{
    (void)context;
    pthread_mutex_lock(&lock);
    is_finished = true;
    outcome = what;
    found = texts->count;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static const char *folder_of(const char *name)
{
    static char path[4096];
    const char *data = getenv("BATON_TEST_DATA");

    snprintf(path, sizeof(path), "%s/%s", data ? data : "tests/data", name);
    return path;
}

/* Loads an image. False if the plugin refuses it because of its header, for example because it is too large. */
static bool load(const char *folder, const char *name, struct baton_image *image)
{
    char path[4096 + 300];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    image->kind = strstr(name, ".png") ? BATON_IMAGE_PNG : BATON_IMAGE_JPEG;
    image->data = malloc(BATON_IMAGE_MAX_BYTES);
    image->len = fread(image->data, 1, BATON_IMAGE_MAX_BYTES, file);
    fclose(file);
    if (baton_image_measure(image->kind, (struct baton_bytes){image->data, image->len},
            &image->width, &image->height))
        return true;
    baton_image_fini(image);
    return false;
}

static struct baton_decoder *start(baton_time deadline)
{
    struct baton_decoder_options options = baton_decoder_defaults;

    options.path = program("baton-decoder");
    options.helpers = 1;
    options.deadline = deadline;
    struct baton_decoder *decoder = baton_decoder_new(&options);
    assert_non_null(decoder);
    return decoder;
}

static void scan(struct baton_decoder *decoder, struct baton_image *image)
{
    is_finished = false;
    assert_true(baton_decoder_submit(decoder, image, 1, finished, NULL));
    pthread_mutex_lock(&lock);
    while (!is_finished)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

/* Checks the result of an image. An image that need not be read may also fail, because the machine may be busy. */
static void expect_result_in_name(const char *name)
{
    bool failed = outcome == BATON_DECODER_FAILED;

    if (strncmp(name, "read", 4) == 0)
        assert_true(outcome == BATON_DECODER_SCANNED && found == 1);
    else if (strncmp(name, "nothing", 7) == 0)
        assert_true((outcome == BATON_DECODER_SCANNED && found == 0) || failed);
    else
        assert_true(outcome == BATON_DECODER_UNREADABLE || failed);
}

TEST(each_image_gets_a_result_and_the_next_one_is_read)
{
    struct baton_decoder *strict = start(BATON_MS(DEADLINE_MS)),
                         *patient = start(BATON_MS(PATIENT_MS));
    DIR *folder = opendir(folder_of("attack"));
    struct dirent *entry;
    struct baton_image image;
    int count = 0;

    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.' || !load(folder_of("attack"), entry->d_name, &image))
            continue;
        print_message("# %s\n", entry->d_name);
        bool must_read = strncmp(entry->d_name, "read", 4) == 0;
        baton_time begin = baton_process_now();
        scan(must_read ? patient : strict, &image);
        assert_true(must_read || baton_process_now() - begin < BATON_MS(DEADLINE_MS + SLACK_MS));
        expect_result_in_name(entry->d_name);
        assert_true(load(folder_of("scan"), "qr-front-320x240.jpg", &image));
        scan(patient, &image);
        expect_result_in_name("read");
        count++;
    }
    closedir(folder);
    baton_decoder_free(strict);
    baton_decoder_free(patient);
    assert_true(count >= 12);
}

/* ru_maxrss is the memory of the largest helper so far. */
TEST(no_helper_used_more_memory_than_allowed)
{
    struct rusage usage;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip(); /* a sanitizer needs memory of its own */
#endif
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
    print_message("# %ld KiB at most\n", usage.ru_maxrss);
    assert_true(usage.ru_maxrss < HELPER_MAX_KIB);
}

TEST(no_helper_process_is_left_behind)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}
