/* SPDX-License-Identifier: BSD-2-Clause */
/* Four guests under one watch end two hundred times at random moments: each end is reported correctly. */
#include <signal.h>

#include "lab.h"
#include "wait.h"

enum { GUESTS = 4, ENDS_EACH = 50, DELAY_MAX = 150 /* ms */ };

/* A guest panics by itself as soon as it can, or never. */
static const struct {
        const char *options, *words;
        int signal;
        const char *kind;
} ways[] = {
        {"auto=panic", "-device pvpanic", 0, "panicked"},
        {"auto=panic", "-device pvpanic -action panic=exit-failure", 0, "panicked"},
        {"auto=panic-acpi", "-device pvpanic", 0, "panicked"},
        {"agent", "-device pvpanic", SIGKILL, "hypervisor-killed"},
        {"agent", "-device pvpanic", SIGABRT, "hypervisor-failed"},
        {"agent", "", SIGKILL, "hypervisor-killed"},
};

typedef struct {
        GRand *chance;
        char *expected, *seen;
} Storm;

/* Waits until a random moment. There is no event to wait for: the guest does nothing. */
static void wait_a_moment(GRand *chance) {
        const int nothing = -1;

        tck_wait_readable(&nothing, 1, tck_deadline(g_rand_int_range(chance, 0, DELAY_MAX) / 1000.0), NULL);
}

static void end_once(Lab *lab, GRand *chance, guint ends, GString *expected) {
        guint way = (guint) g_rand_int_range(chance, 0, G_N_ELEMENTS(ways));
        Guest *guest = guest_new(lab, ways[way].options, ways[way].words);

        g_string_append_printf(expected, "%s%s", ends ? " " : "", ways[way].kind);
        lab_await_attached(lab, ends + 1);
        guest_run(guest);
        if (ways[way].signal) {
                wait_a_moment(chance);
                kill(guest->child->pid, ways[way].signal);
        }
        guest_await_end(guest);
        guest_free(guest);
        lab_await_incidents(lab, ends + 1);
        lab_check_last(lab, ways[way].kind);
}

static gpointer end_often(gpointer data) {
        g_autoptr(GString) expected = g_string_new(NULL);
        Lab *lab = lab_new(FALSE, 0);
        Storm *storm = data;

        for (guint ends = 0; ends < ENDS_EACH; ends++)
                end_once(lab, storm->chance, ends, expected);
        storm->expected = g_strdup(expected->str);
        storm->seen = lab_kinds(lab);
        lab_free(lab);
        return NULL;
}

static void test_storm(void) {
        Storm storms[GUESTS] = {0};
        GThread *threads[GUESTS];

        for (guint i = 0; i < GUESTS; i++) {
                storms[i].chance = g_rand_new_with_seed((guint32) g_test_rand_int());
                threads[i] = g_thread_new("storm", end_often, &storms[i]);
        }
        for (guint i = 0; i < GUESTS; i++)
                g_thread_join(threads[i]);
        for (guint i = 0; i < GUESTS; i++) {
                g_assert_cmpstr(storms[i].seen, ==, storms[i].expected);
                g_rand_free(storms[i].chance);
                g_free(storms[i].expected);
                g_free(storms[i].seen);
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/storm/two-hundred-ends", test_storm);
        return g_test_run();
}
