/* SPDX-License-Identifier: BSD-2-Clause */
/* Bug checks that Windows prints on a console: their code, name and parameters. */
#include <string.h>

#include "console_parser.h"
#include "incident.h"

/* The text of a fact, without its name; NULL if there is none. */
static char *fact(const TckPanicInfo *decoded, const char *name) {
        for (guint i = 0; decoded && i < decoded->facts->len; i++) {
                const TckPanicFact *each = decoded->facts->pdata[i];

                if (g_str_equal(each->name, name))
                        return tck_panic_fact_text(each);
        }
        return NULL;
}

static void test_consoles(void) {
        static const struct {
                const char *console, *title, *parameter1, *parameter4;
        } table[] = {
                {"*** STOP: 0x0000007B (0xF78D2524,0xC0000034,0x00000000,0x00000000)\n",
                 "bug check 0x7b INACCESSIBLE_BOOT_DEVICE", "0xf78d2524", "0x0"},
                {"*** STOP: 0x0000003B (0x00000000C0000005,0xFFFFF80001A2B3C4,0xFFFFF880009A9978,0x0)\n",
                 "bug check 0x3b SYSTEM_SERVICE_EXCEPTION",
                 "0xc0000005  the exception, as a status code: STATUS_ACCESS_VIOLATION", "0x0  not used"},
                {"*** Fatal System Error: 0x00000101\n                       "
                 "(0x0000000000000018,0x0000000000000000,0x1234,0x3)\n",
                 "bug check 0x101 CLOCK_WATCHDOG_TIMEOUT", "0x18  time allowed, in clock ticks",
                 "0x3  number of that CPU"},
                {"(XEN) d3v0 VIRIDIAN GUEST_CRASH: 0x101 0x18 0 0x1234 0x3\n", "bug check 0x101 CLOCK_WATCHDOG_TIMEOUT",
                 "0x18  time allowed, in clock ticks", "0x3  number of that CPU"},
                {"Kernel panic - not syncing: 0x101\n", NULL, NULL, NULL},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckIncident) incident = tck_incident_new(TCK_INCIDENT_PANICKED, "a");
                g_autoptr(TckPanicInfo) decoded = NULL;
                g_autofree char *first = NULL, *last = NULL;

                g_test_message("%s", table[i].console);
                incident->oops = tck_console_parse(table[i].console, strlen(table[i].console));
                decoded = tck_incident_decode(incident);
                first = fact(decoded, "parameter 1");
                last = fact(decoded, "parameter 4");
                g_assert_cmpstr(decoded ? decoded->title : NULL, ==, table[i].title);
                if (table[i].title) {
                        g_assert_true(g_str_has_prefix(first, table[i].parameter1));
                        g_assert_true(g_str_has_prefix(last, table[i].parameter4));
                }
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/incident-decode/consoles", test_consoles);
        return g_test_run();
}
