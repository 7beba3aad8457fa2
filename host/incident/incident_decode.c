/* SPDX-License-Identifier: BSD-2-Clause */
/* The meaning of an incident's panic, from the event's information, or else from Windows' lines on the console. */
#include <string.h>

#include "incident.h"

enum { NUMBERS = 5 }; /* a bug check's code and its parameters */

/* Adds the hexadecimal numbers in the text as members arg1 to arg5, after the first `count`. Returns the new count. */
static guint add_numbers(JsonObject *info, guint count, const char *text) {
        g_autoptr(GRegex) number = g_regex_new("\\b(?:0[xX])?([0-9A-Fa-f]{1,16})\\b", 0, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;

        for (g_regex_match(number, text, 0, &match); count < NUMBERS && g_match_info_matches(match);
             g_match_info_next(match, NULL)) {
                g_autofree char *digits = g_match_info_fetch(match, 1), *name = g_strdup_printf("arg%u", ++count);

                json_object_set_int_member(info, name, (gint64) g_ascii_strtoull(digits, NULL, 16));
        }
        return count;
}

/* The bug check on a blue screen, in the form of Hyper-V's crash registers; NULL if there is none. Its parameters may be in a separate
 * line. Free with json_object_unref(). */
static JsonObject *bug_check(const TckOops *oops) {
        g_autoptr(JsonObject) info = json_object_new();
        guint count;

        if (!oops || !g_str_equal(oops->origin, "windows") || !oops->panic)
                return NULL;
        json_object_set_string_member(info, "type", "hyper-v");
        count = add_numbers(info, 0, oops->panic);
        for (guint i = 0; count == 1 && i < oops->details->len; i++)
                if (strstr(oops->details->pdata[i], "(0x"))
                        count = add_numbers(info, count, oops->details->pdata[i]);
        return count ? g_steal_pointer(&info) : NULL;
}

TckPanicInfo *tck_incident_decode(const TckIncident *incident) {
        g_autoptr(JsonObject) told = incident->info ? NULL : bug_check(incident->oops);

        return tck_panic_info_decode(told ? told : incident->info);
}
