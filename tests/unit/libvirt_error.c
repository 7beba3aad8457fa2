/* SPDX-License-Identifier: BSD-2-Clause */
/* How an error of libvirt is classified: a refusal is an answer; a failure to get an answer is not. */
#include "libvirt_error.h"

#include "common.h"
#include "libvirt_connection.h"

static gboolean has(const int *codes, gsize count, int code) {
        for (gsize i = 0; i < count; i++)
                if (codes[i] == code)
                        return TRUE;
        return FALSE;
}

/* All codes that exist, and some that do not exist yet. */
static void test_codes(void) {
        enum { CODES = 200 };
        static const int refused[] = {3, 8, 16, 17, 18, 19, 20, 21, 22, 23, 27, 35, 55, 67, 74, 82, 84, 92};
        static const int unknown[] = {42, 80}, closed[] = {39}, late[] = {68, 86};

        g_assert_cmpint(VIR_ERR_XML_ERROR, ==, 27);
        g_assert_cmpint(VIR_ERR_CONFIG_UNSUPPORTED, ==, 67);
        for (int code = 0; code < CODES; code++) {
                TckLibvirtAnswer answer = tck_libvirt_answer(VIR_FROM_QEMU, code, "words");

                g_test_message("code %d", code);
                g_assert_cmpint(answer == TCK_LIBVIRT_REFUSED, ==, has(refused, G_N_ELEMENTS(refused), code));
                g_assert_cmpint(answer == TCK_LIBVIRT_UNKNOWN, ==, has(unknown, G_N_ELEMENTS(unknown), code));
                g_assert_cmpint(answer == TCK_LIBVIRT_CLOSED, ==, has(closed, G_N_ELEMENTS(closed), code));
                g_assert_cmpint(answer == TCK_LIBVIRT_LATE, ==, has(late, G_N_ELEMENTS(late), code));
        }
}

/* A broken connection can have any code. */
static void test_transport(void) {
        g_assert_cmpint(tck_libvirt_answer(VIR_FROM_RPC, VIR_ERR_SYSTEM_ERROR, "Cannot recv data"), ==,
                        TCK_LIBVIRT_CLOSED);
        g_assert_cmpint(tck_libvirt_answer(VIR_FROM_RPC, VIR_ERR_INVALID_ARG, NULL), ==, TCK_LIBVIRT_CLOSED);
        g_assert_cmpint(tck_libvirt_answer(VIR_FROM_REMOTE, VIR_ERR_INTERNAL_ERROR, "client socket is closed"), ==,
                        TCK_LIBVIRT_CLOSED);
}

/* QEMU's refusal is an answer; libvirt's failure to ask QEMU is not. */
static void test_quoted(void) {
        static const char refusal[] = "internal error: unable to execute QEMU command 'cont': no";

        g_assert_cmpint(tck_libvirt_answer(VIR_FROM_QEMU, VIR_ERR_INTERNAL_ERROR, refusal), ==, TCK_LIBVIRT_REFUSED);
        g_assert_cmpint(tck_libvirt_answer(VIR_FROM_QEMU, VIR_ERR_OPERATION_FAILED, refusal), ==, TCK_LIBVIRT_REFUSED);
        g_assert_cmpint(tck_libvirt_answer(VIR_FROM_QEMU, VIR_ERR_SYSTEM_ERROR, refusal), ==, TCK_LIBVIRT_TROUBLE);
        g_assert_cmpint(tck_libvirt_answer(VIR_FROM_NONE, VIR_ERR_INTERNAL_ERROR, refusal), ==, TCK_LIBVIRT_TROUBLE);
        g_assert_cmpint(tck_libvirt_answer(VIR_FROM_QEMU, VIR_ERR_OPERATION_FAILED,
                                           "operation failed: cannot execute binary /x/libvirt_iohelper"),
                        ==, TCK_LIBVIRT_TROUBLE);
        g_assert_cmpint(tck_libvirt_answer(VIR_FROM_QEMU, VIR_ERR_INTERNAL_ERROR,
                                           "internal error: process exited while connecting to monitor"),
                        ==, TCK_LIBVIRT_TROUBLE);
}

static void assert_name(int code, const char *expected) {
        g_autofree char *name = tck_libvirt_code_name(code);

        g_assert_cmpstr(name, ==, expected);
}

static void test_names(void) {
        assert_name(VIR_ERR_CONFIG_UNSUPPORTED, "VIR_ERR_CONFIG_UNSUPPORTED");
        assert_name(VIR_ERR_SYSTEM_ERROR, "VIR_ERR_SYSTEM_ERROR");
        assert_name(9999, "error 9999");
}

/* ---- with libvirt's test driver ---- */

static void test_nothing(void) {
        GError *error = NULL;

        g_assert_cmpint(tck_libvirt_last_answer(), ==, TCK_LIBVIRT_TROUBLE);
        tck_set_libvirt_error(&error, "it");
        assert_failed(error, TCK_ERROR_PROTOCOL, "libvirt gives no reason");
}

static void test_last(void) {
        virConnectPtr connection = virConnectOpen("test:///default");
        GError *error = NULL;

        g_assert_nonnull(connection);
        g_assert_null(virDomainLookupByName(connection, "nobody"));
        g_assert_cmpint(tck_libvirt_last_answer(), ==, TCK_LIBVIRT_UNKNOWN);
        tck_set_libvirt_error(&error, "nobody");
        assert_failed(error, TCK_ERROR_REFUSED, "nobody: Domain not found");

        g_assert_null(virDomainDefineXML(connection, "<domain type='test'/>"));
        g_assert_cmpint(tck_libvirt_last_answer(), ==, TCK_LIBVIRT_REFUSED);
        tck_set_libvirt_error(&error, "it is not defined");
        assert_failed(error, TCK_ERROR_REFUSED, "it is not defined: ");
        virConnectClose(connection);

        g_assert_null(virConnectOpen("qemu:///session?socket=/nowhere/sock"));
        tck_set_libvirt_error(&error, "nobody");
        g_assert_cmpint(error->code, !=, TCK_ERROR_REFUSED);
        g_clear_error(&error);
}

/* The test driver has no monitor events: that is an error, and no connection is returned. */
static void test_not_qemu(void) {
        g_autoptr(TckConnection) connection = NULL;
        GError *error = NULL;

        connection = tck_connection_open("test:///default", &error);
        g_assert_null(connection);
        assert_failed(error, TCK_ERROR_REFUSED, "no monitor events");
}

int main(int argc, char **argv) {
        GError *error = NULL;

        g_test_init(&argc, &argv, NULL);
        tck_libvirt_prepare(NULL, &error);
        g_assert_no_error(error);
        g_test_add_func("/libvirt-error/codes", test_codes);
        g_test_add_func("/libvirt-error/transport", test_transport);
        g_test_add_func("/libvirt-error/quoted", test_quoted);
        g_test_add_func("/libvirt-error/names", test_names);
        g_test_add_func("/libvirt-error/nothing", test_nothing);
        g_test_add_func("/libvirt-error/last", test_last);
        g_test_add_func("/libvirt-error/not-qemu", test_not_qemu);
        return g_test_run();
}
