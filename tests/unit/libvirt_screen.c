/* SPDX-License-Identifier: BSD-2-Clause */
/* Screenshots of domains, of libvirt's test driver: its picture is a PNG; other pictures, and silence, are put in the place of its functions. */
#include "libvirt_screen.h"

#include <glib/gstdio.h>

#include "common.h"
#include "libvirt_connection.h"
#include "picture.h"

static virConnectPtr connection;
static char *path;

static const char *sent; /* instead of libvirt's picture */
static gsize times;      /* how often */

/* Held as long as libvirt must not answer. */
static GMutex silence;

static virDomainPtr make_domain(const char *devices) {
        g_autofree char *xml =
                g_strdup_printf("<domain type='test'><name>alice</name><memory>65536</memory><os><type>hvm</type></os>"
                                "<devices>%s</devices></domain>",
                                devices);
        virDomainPtr domain = virDomainCreateXML(connection, xml, 0);

        g_assert_nonnull(domain);
        return domain;
}

static gboolean take(const char *devices, double seconds, GError **error) {
        virDomainPtr domain = make_domain(devices);
        gboolean taken = TRUE, good = tck_libvirt_take_screen(domain, path, tck_deadline(seconds), &taken, error);

        g_assert_cmpint(good, ==, !*error);
        g_assert_true(good || !taken);
        g_assert_cmpint(g_file_test(path, G_FILE_TEST_EXISTS), ==, taken);
        g_assert_cmpint(virDomainDestroy(domain), ==, 0);
        virDomainFree(domain);
        return taken;
}

#define SCREEN "<video><model type='vga'/></video>"

static void check_picture(void) {
        g_autofree char *png = NULL;
        GError *error = NULL;
        gsize length;

        g_assert_true(g_file_get_contents(path, &png, &length, &error));
        tck_png_check((const guint8 *) png, length, &error);
        g_assert_no_error(error);
        g_unlink(path);
}

static void test_png(void) {
        GError *error = NULL;

        g_assert_true(take(SCREEN, PATIENCE, &error));
        check_picture();
}

static void test_no_screen(void) {
        GError *error = NULL;

        g_assert_false(take("", PATIENCE, &error));
        g_assert_no_error(error);
        g_assert_false(take("<video><model type='none'/></video>", PATIENCE, &error));
        g_assert_no_error(error);
}

/* ---- other answers ---- */

static int send_other(virStreamPtr stream, virStreamSinkFunc take_piece, void *into) {
        for (gsize i = 0; i < times; i++)
                if (take_piece(stream, sent, strlen(sent), into) < 0)
                        return -1;
        return 0;
}

static void test_other_pictures(void) {
        __typeof__(virStreamRecvAll) real = virStreamRecvAll;
        g_autofree char *block = g_strnfill(1 << 20, 'x');
        GError *error = NULL;

        virStreamRecvAll = send_other;
        times = 1;
        sent = "P6\n2 1\n255\nabcdef";
        g_assert_true(take(SCREEN, PATIENCE, &error));
        check_picture();
        sent = "P6\n2 1\n255\nabcde";
        g_assert_false(take(SCREEN, PATIENCE, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "5 bytes of pixels instead of 6");
        sent = "\x89PNG\r\n\x1a\n";
        g_assert_false(take(SCREEN, PATIENCE, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "a PNG that is damaged");
        times = 0;
        g_assert_false(take(SCREEN, PATIENCE, &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "not a PNG");
        sent = block;
        times = 1 << 10;
        g_assert_false(take(SCREEN, PATIENCE, &error));
        g_assert_cmpint(error->domain, ==, TCK_ERROR);
        g_assert_nonnull(strstr(error->message, "libvirt sends no picture"));
        g_clear_error(&error);
        virStreamRecvAll = real;
}

static char *refuse(G_GNUC_UNUSED virDomainPtr domain, G_GNUC_UNUSED virStreamPtr stream,
                    G_GNUC_UNUSED unsigned int screen, G_GNUC_UNUSED unsigned int flags) {
        /* Sets libvirt's error in this thread. */
        g_assert_null(virDomainLookupByName(connection, "nobody"));
        return NULL;
}

static char *be_silent(G_GNUC_UNUSED virDomainPtr domain, G_GNUC_UNUSED virStreamPtr stream,
                       G_GNUC_UNUSED unsigned int screen, G_GNUC_UNUSED unsigned int flags) {
        g_mutex_lock(&silence);
        g_mutex_unlock(&silence);
        return refuse(domain, stream, screen, flags);
}

static void test_refused(void) {
        __typeof__(virDomainScreenshot) real = virDomainScreenshot;
        GError *error = NULL;

        virDomainScreenshot = refuse;
        g_assert_false(take(SCREEN, PATIENCE, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "libvirt sends no picture: Domain not found");
        virDomainScreenshot = real;
}

/* The late answer is for nobody, and does no harm. */
static void test_silence(void) {
        __typeof__(virDomainScreenshot) real = virDomainScreenshot;
        GError *error = NULL;

        virDomainScreenshot = be_silent;
        g_mutex_lock(&silence);
        g_assert_false(take(SCREEN, 0.1, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "in time");
        g_mutex_unlock(&silence);
        virDomainScreenshot = real;
        g_assert_true(take(SCREEN, PATIENCE, &error));
        check_picture();
}

int main(int argc, char **argv) {
        g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
        GError *error = NULL;
        int status;

        g_test_init(&argc, &argv, NULL);
        tck_libvirt_prepare(NULL, &error);
        g_assert_no_error(error);
        connection = virConnectOpen("test:///default");
        g_assert_nonnull(connection);
        path = g_build_filename(folder, "screenshot.png", NULL);
        g_test_add_func("/libvirt-screen/png", test_png);
        g_test_add_func("/libvirt-screen/none", test_no_screen);
        g_test_add_func("/libvirt-screen/other", test_other_pictures);
        g_test_add_func("/libvirt-screen/refused", test_refused);
        g_test_add_func("/libvirt-screen/silence", test_silence);
        status = g_test_run();
        virConnectClose(connection);
        g_assert_no_errno(g_rmdir(folder));
        g_free(path);
        return status;
}
