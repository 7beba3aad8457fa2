/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers that a monitor prints, and what several samples of them mean. */
#include "vcpu.h"

#include <stdio.h>

#include "common.h"

static GPtrArray *looks_new(void) {
        return g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref);
}

static void look(GPtrArray *looks, const char *text) {
        g_ptr_array_add(looks, tck_vcpu_parse(text));
}

#define CPU(n, rip, flags, halted)                                                                                    \
        "\r\nCPU#" n "\r\nRAX=0 RBX=0\r\nRIP=" rip " RFL=" flags " [-------] CPL=0 II=0 A20=1 SMM=0 HLT=" halted "\r" \
        "\n"

static void test_parse(void) {
        g_autoptr(GArray) cpus =
                tck_vcpu_parse(CPU("0", "ffffffff81000010", "00000246", "1")
                                       CPU("1", "00001234", "00000002", "0") "CPU#2\nPSW=nothing\n"
                                                                             "CPU#3\nEIP=0000fff0 EFL=00000002 HLT=1");
        const TckVcpu *first = &g_array_index(cpus, TckVcpu, 0), *last;

        g_assert_cmpuint(cpus->len, ==, 3);
        g_assert_cmpuint(first->ip, ==, 0xffffffff81000010);
        g_assert_true(first->interrupts && first->halted);
        last = &g_array_index(cpus, TckVcpu, 2);
        g_assert_cmpuint(last->index, ==, 3);
        g_assert_cmpuint(last->ip, ==, 0xfff0);
        g_assert_true(!last->interrupts && last->halted);
}

/* QEMU's text of a ppc64 CPU, which has its number in it. */
static void test_parse_ppc64(void) {
        g_autoptr(GArray) cpus = tck_vcpu_parse(
                "\r\nCPU#0\r\nNIP 0000000000407c2c   LR 0000000000407bf0 CTR 0000000000000000 XER "
                "0000000020040000 CPU#0\r\nMSR 8000000000001002 HID0 0000000000000000  HF 6c000006\r\n"
                "\r\nCPU#1\r\nNIP c000000000012344   LR 0 CTR 0 XER 0 CPU#1\r\nMSR 8000000000009033 HID0 0\r\n");
        const TckVcpu *first = &g_array_index(cpus, TckVcpu, 0), *last;

        g_assert_cmpuint(cpus->len, ==, 2);
        g_assert_cmpuint(first->ip, ==, 0x407c2c);
        g_assert_true(!first->interrupts && !first->halted);
        last = &g_array_index(cpus, TckVcpu, 1);
        g_assert_cmpuint(last->index, ==, 1);
        g_assert_cmpuint(last->ip, ==, 0xc000000000012344);
        g_assert_true(last->interrupts && !last->halted);
}

static void test_parse_nothing(void) {
        static const char *const texts[] = {"", "CPU#", "CPU#0", "CPU#0 RIP= RFL= HLT", "RIP=1 RFL=2 HLT=1"};

        for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
                g_autoptr(GArray) cpus = tck_vcpu_parse(texts[i]);

                g_assert_cmpuint(cpus->len, ==, 0);
        }
}

static void test_halted(void) {
        g_autoptr(GPtrArray) looks = looks_new();

        look(looks, CPU("0", "1000", "2", "1"));
        g_assert_cmpint(tck_vcpu_judge(looks, 0), ==, TCK_VCPU_HALTED);
        look(looks, CPU("0", "1000", "2", "1"));
        g_assert_cmpint(tck_vcpu_judge(looks, 0), ==, TCK_VCPU_HALTED);
        g_assert_true(tck_vcpus_hang(looks));
        look(looks, CPU("0", "1000", "202", "1")); /* an interrupt can wake it */
        g_assert_cmpint(tck_vcpu_judge(looks, 0), ==, TCK_VCPU_RUNS);
        g_assert_false(tck_vcpus_hang(looks));
}

static void test_loops(void) {
        g_autoptr(GPtrArray) looks = looks_new();

        look(looks, CPU("0", "1000", "2", "0"));
        g_assert_cmpint(tck_vcpu_judge(looks, 0), ==, TCK_VCPU_RUNS);
        look(looks, CPU("0", "1ffe", "2", "0"));
        g_assert_cmpint(tck_vcpu_judge(looks, 0), ==, TCK_VCPU_LOOPS);
        look(looks, CPU("0", "2000", "2", "0"));
        g_assert_cmpint(tck_vcpu_judge(looks, 0), ==, TCK_VCPU_RUNS);
}

/* It need not be a loop. */
static void test_stays_below(void) {
        g_autoptr(GPtrArray) looks = looks_new();

        g_assert_false(tck_vcpu_stays_below(looks, 0, 0x100000));
        look(looks, CPU("0", "fffff", "2", "0"));
        look(looks, CPU("0", "10", "202", "0"));
        g_assert_true(tck_vcpu_stays_below(looks, 0, 0x100000));
        g_assert_false(tck_vcpu_stays_below(looks, 0, 0xfffff));
        g_assert_false(tck_vcpu_stays_below(looks, 1, 0x100000));
        look(looks, CPU("0", "100000", "2", "0"));
        g_assert_false(tck_vcpu_stays_below(looks, 0, 0x100000));
}

/* One CPU that runs is enough: the guest runs. */
static void test_two(void) {
        g_autoptr(GPtrArray) looks = looks_new();

        look(looks, CPU("0", "1000", "2", "1") CPU("1", "5000", "202", "0"));
        look(looks, CPU("0", "1000", "2", "1") CPU("1", "5000", "202", "0"));
        g_assert_false(tck_vcpus_hang(looks));
        g_assert_cmpint(tck_vcpu_judge(looks, 0), ==, TCK_VCPU_HALTED);
        g_assert_cmpint(tck_vcpu_judge(looks, 1), ==, TCK_VCPU_RUNS);
        g_assert_cmpint(tck_vcpu_judge(looks, 2), ==, TCK_VCPU_RUNS);
}

static void set_time(GPtrArray *looks, guint number, guint place, guint64 ran) {
        g_array_index((GArray *) looks->pdata[number], TckVcpu, place).ran = ran;
}

/* A CPU that got no time from the host does not loop; a halted CPU needs no time. */
static void test_time(void) {
        g_autoptr(GPtrArray) looks = looks_new();

        look(looks, CPU("0", "1000", "2", "1") CPU("1", "5000", "2", "0"));
        look(looks, CPU("0", "1000", "2", "1") CPU("1", "5000", "2", "0"));
        g_assert_true(tck_vcpus_ran(looks, 1000)); /* unknown */
        set_time(looks, 0, 1, 500);
        set_time(looks, 1, 1, 1499);
        g_assert_false(tck_vcpus_ran(looks, 1000));
        set_time(looks, 1, 1, 1500);
        g_assert_true(tck_vcpus_ran(looks, 1000));
        set_time(looks, 0, 0, 7);
        set_time(looks, 1, 0, 7);
        g_assert_true(tck_vcpus_ran(looks, 1000));
}

static void test_none(void) {
        g_autoptr(GPtrArray) looks = looks_new();

        g_assert_false(tck_vcpus_hang(looks));
        look(looks, "");
        g_assert_false(tck_vcpus_hang(looks));
}

/* ---- a monitor that prints a long list ---- */

enum { CPUS = 4096, ENTRIES = 60000 };

static char *answer_to(const char *command) {
        GString *text = g_string_new("{\"return\": ");

        if (strstr(command, "query-cpus-fast")) {
                for (guint i = 0; i < ENTRIES; i++)
                        g_string_append_printf(text, "%s{\"cpu-index\": 0, \"thread-id\": %d}", i ? ", " : "[",
                                               (int) getpid());
                g_string_append(text, "]");
        } else {
                g_string_append(text, "\"");
                for (guint i = 0; i < CPUS; i++)
                        g_string_append(text, "CPU#0 RIP=1000 RFL=2 HLT=0\\n");
                g_string_append(text, "\"");
        }
        g_string_append_printf(text, ", \"id\": %s", strstr(command, "\"id\":") + strlen("\"id\":"));
        return g_string_free(text, FALSE);
}

static gpointer serve(gpointer data) {
        FILE *client = fdopen(GPOINTER_TO_INT(data), "r");
        char command[4096];

        while (fgets(command, sizeof command, client)) {
                g_autofree char *answer = answer_to(command);

                g_assert_true(tck_write_all(fileno(client), answer, strlen(answer), tck_deadline(PATIENCE), NULL));
        }
        fclose(client);
        return NULL;
}

/* All entries for all CPUs would be 250 million files to read. */
static void test_long_list(void) {
        g_autoptr(GArray) cpus = NULL;
        GError *error = NULL;
        int ours, theirs;
        GThread *monitor;
        Qmp *qmp;

        make_sockets(SOCK_STREAM, &ours, &theirs);
        monitor = g_thread_new("monitor", serve, GINT_TO_POINTER(theirs));
        qmp = qmp_new(ours, NULL);
        cpus = tck_vcpu_look(qmp, getpid(), tck_deadline(PATIENCE), &error);
        g_assert_no_error(error);
        g_assert_cmpuint(cpus->len, ==, CPUS);
        g_assert_cmpuint(g_array_index(cpus, TckVcpu, CPUS - 1).ran, >, 0);
        qmp_free(qmp);
        g_thread_join(monitor);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/vcpu/parse", test_parse);
        g_test_add_func("/vcpu/parse-ppc64", test_parse_ppc64);
        g_test_add_func("/vcpu/parse-nothing", test_parse_nothing);
        g_test_add_func("/vcpu/halted", test_halted);
        g_test_add_func("/vcpu/loops", test_loops);
        g_test_add_func("/vcpu/stays-below", test_stays_below);
        g_test_add_func("/vcpu/two", test_two);
        g_test_add_func("/vcpu/time", test_time);
        g_test_add_func("/vcpu/none", test_none);
        g_test_add_func("/vcpu/long-list", test_long_list);
        return g_test_run();
}
