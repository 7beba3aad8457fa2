/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_screen.h"

#include <stdlib.h>

#include "error.h"
#include "file.h"
#include "libvirt_error.h"
#include "libvirt_xml.h"
#include "picture.h"

enum { BYTES_MAX = MAX(TCK_PPM_BYTES_MAX, TCK_PNG_BYTES_MAX), FIRST_SCREEN = 0 };

/* What the thread has found out. */
typedef struct {
        gboolean absent;  /* the domain has no screen */
        GByteArray *data; /* the picture, unless there is an error */
        GError *error;
} Answer;

typedef struct {
        virDomainPtr domain;
        GAsyncQueue *answers; /* of one Answer, for which nobody may wait any more */
} Question;

static void free_answer(gpointer data) {
        Answer *answer = data;

        g_byte_array_unref(answer->data);
        g_clear_error(&answer->error);
        g_free(answer);
}

/* ---- in the thread ---- */

static int take_piece(G_GNUC_UNUSED virStreamPtr stream, const char *data, size_t length, void *opaque) {
        GByteArray *into = opaque;

        if (length > BYTES_MAX - into->len)
                return -1;
        g_byte_array_append(into, (const guint8 *) data, (guint) length);
        return (int) length;
}

/* The type that libvirt names is not needed: the picture's first bytes tell. */
static gboolean receive(virDomainPtr domain, GByteArray *into, GError **error) {
        virStreamPtr stream = virStreamNew(virDomainGetConnect(domain), 0);
        char *type = stream ? virDomainScreenshot(domain, stream, FIRST_SCREEN, 0) : NULL;
        gboolean good = type && virStreamRecvAll(stream, take_piece, into) == 0 && virStreamFinish(stream) == 0;

        if (!good)
                tck_set_libvirt_error(error, "libvirt sends no picture");
        free(type);
        if (stream)
                virStreamFree(stream);
        return good;
}

static gboolean has_screen(virDomainPtr domain, gboolean *ret_has, GError **error) {
        char *xml = virDomainGetXMLDesc(domain, 0);

        if (!xml)
                return tck_set_libvirt_error(error, "cannot get its definition");
        *ret_has = tck_xml_count(xml, "/domain/devices/video/model[not(@type='none')]") > 0;
        free(xml);
        return TRUE;
}

static gpointer work(gpointer data) {
        g_autofree Question *question = data;
        Answer *answer = g_new0(Answer, 1);
        gboolean has = FALSE;

        answer->data = g_byte_array_new();
        if (has_screen(question->domain, &has, &answer->error) && has)
                receive(question->domain, answer->data, &answer->error);
        answer->absent = !has;
        virDomainFree(question->domain);
        g_async_queue_push(question->answers, answer);
        g_async_queue_unref(question->answers);
        return NULL;
}

/* ---- outside of it ---- */

/* NULL if it did not answer in time. */
static Answer *ask(virDomainPtr domain, gint64 deadline) {
        g_autoptr(GAsyncQueue) answers = g_async_queue_new_full(free_answer);
        Question *question = g_new0(Question, 1);
        gint64 now = g_get_monotonic_time();

        virDomainRef(domain);
        *question = (Question){.domain = domain, .answers = g_async_queue_ref(answers)};
        g_thread_unref(g_thread_new("screen", work, question));
        return g_async_queue_timeout_pop(answers, (guint64) MAX(deadline - now, 0));
}

static gboolean save(const GByteArray *data, const char *path, GError **error) {
        if (data->len && data->data[0] == 'P')
                return tck_picture_save_ppm(data->data, data->len, path, error);
        return tck_png_check(data->data, data->len, error) &&
               tck_write_private_file(path, (const char *) data->data, data->len, error);
}

gboolean tck_libvirt_take_screen(virDomainPtr domain, const char *path, gint64 deadline, gboolean *ret_taken,
                                 GError **error) {
        Answer *answer = ask(domain, deadline);
        gboolean good = answer && !answer->error;

        *ret_taken = FALSE;
        if (!answer)
                return tck_error_set(error, TCK_ERROR_TIMEOUT, "libvirt did not send a picture in time");
        if (answer->error)
                g_propagate_error(error, g_steal_pointer(&answer->error));
        else if (!answer->absent)
                *ret_taken = good = save(answer->data, path, error);
        free_answer(answer);
        return good;
}
