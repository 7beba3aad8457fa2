/* SPDX-License-Identifier: BSD-2-Clause */
#include "matrix_message.h"

#include <string.h>

#include "error.h"
#include "json.h"
#include "lab_message.h"

enum { OUTCOMES_MAX = 2, VM_BYTES_MAX = 512 };

/* The worst verdict of the outcomes, with its message, and the time of both. */
static gboolean take_outcomes(JsonArray *list, TckVerdict *ret_verdict, char **ret_message, gint64 *ret_duration) {
        guint count = list ? json_array_get_length(list) : 0;

        *ret_duration = 0;
        for (guint i = 0; i < count && count <= OUTCOMES_MAX; i++) {
                JsonObject *outcome = tck_json_node_object(json_array_get_element(list, i));
                gint64 duration = tck_json_int(outcome, "duration_us", -1);
                TckVerdict verdict;

                if (duration < 0 || duration > G_MAXINT64 / OUTCOMES_MAX || !tck_lab_verdict(outcome, &verdict))
                        return FALSE;
                *ret_duration += duration;
                if (i && verdict <= *ret_verdict)
                        continue;
                *ret_verdict = verdict;
                g_free(*ret_message);
                *ret_message = tck_lab_text(outcome, "message");
        }
        return count && count <= OUTCOMES_MAX;
}

static gboolean take_result(TckMatrixEntry *entry, JsonObject *message) {
        const char *name = tck_json_string(message, "case");
        const TckCase *tested = name ? tck_find_case(name) : NULL;
        g_autofree char *vm = tck_lab_text(message, "vm"), *what = NULL;
        JsonArray *outcomes = tck_json_array(message, "outcomes");
        TckVerdict verdict;
        gint64 duration;

        return tested && vm && strlen(vm) <= VM_BYTES_MAX && entry->results->len < entry->planned &&
               take_outcomes(outcomes, &verdict, &what, &duration) &&
               tck_matrix_entry_add(entry, tested, vm, verdict, what, duration);
}

static gboolean take_begin(TckMatrixEntry *entry, JsonObject *message) {
        if (entry->hypervisor)
                return FALSE;
        entry->hypervisor = tck_lab_text(message, "hypervisor");
        entry->planned = tck_lab_count(message, "planned");
        entry->taken_over = tck_lab_count(message, "taken_over");
        return entry->hypervisor && entry->taken_over <= entry->planned;
}

static gboolean take_end(TckMatrixEntry *entry, JsonObject *message) {
        if (entry->claim)
                return FALSE;
        g_free(entry->problem);
        entry->problem = tck_lab_text(message, "failure");
        entry->claim = tck_lab_text(message, "claim");
        return entry->claim != NULL;
}

gboolean tck_matrix_take(TckMatrixEntry *entry, JsonObject *message, GError **error) {
        JsonObject *result = tck_json_object(message, "result"), *activity = tck_json_object(message, "activity"),
                   *begin = tck_json_object(message, "begin"), *end = tck_json_object(message, "end");
        gboolean good = result     ? take_result(entry, result)
                        : begin    ? take_begin(entry, begin)
                        : end      ? take_end(entry, end)
                        : activity ? TRUE
                                   : FALSE;

        if (activity && tck_json_string(activity, "text")) {
                g_free(entry->activity);
                entry->activity = tck_lab_text(activity, "text");
        }
        return good || tck_error_set(error, TCK_ERROR_PROTOCOL, "it sent an invalid message");
}
