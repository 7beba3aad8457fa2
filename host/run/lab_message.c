/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_message.h"

#include "escape.h"
#include "json.h"
#include "lab_files.h"

enum { OUTCOMES_MAX = 2, COUNT_MAX = 1 << 20 };

char *tck_lab_text(JsonObject *object, const char *name) {
        const char *text = tck_json_string(object, name);

        return text ? tck_escape(text, "") : NULL;
}

guint tck_lab_count(JsonObject *object, const char *name) {
        return (guint) CLAMP(tck_json_int(object, name, 0), 0, COUNT_MAX);
}

gboolean tck_lab_verdict(JsonObject *object, TckVerdict *ret_verdict) {
        *ret_verdict = tck_verdict_find(tck_json_string(object, "verdict"));
        return *ret_verdict < TCK_VERDICTS;
}

/* Whether the outcome has what its verdict requires. Waivers are not applied in the lab. */
static gboolean is_whole(const TckOutcome *outcome) {
        gboolean deviates = outcome->verdict == TCK_FAIL || outcome->verdict == TCK_KNOWN;

        return outcome->verdict != TCK_WAIVED && outcome->duration >= 0 &&
               (outcome->verdict == TCK_PASS || outcome->message) &&
               (!deviates || (outcome->expected && outcome->seen));
}

static TckOutcome *read_outcome(JsonObject *object, const char *folder) {
        g_autoptr(TckOutcome) outcome = tck_outcome_new(TCK_PASS);
        const char *artifacts = tck_json_string(object, "artifacts");

        if (!tck_lab_verdict(object, &outcome->verdict) || (artifacts && !tck_lab_path_is_plain(artifacts)))
                return NULL;
        outcome->message = tck_lab_text(object, "message");
        outcome->expected = tck_lab_text(object, "expected");
        outcome->seen = tck_lab_text(object, "seen");
        outcome->place = tck_lab_text(object, "place");
        outcome->incident = tck_lab_text(object, "incident");
        outcome->artifacts = artifacts ? g_build_filename(folder, artifacts, NULL) : NULL;
        outcome->duration = tck_json_int(object, "duration_us", -1);
        outcome->race = outcome->verdict == TCK_KNOWN && tck_json_is_true(object, "race");
        outcome->alone = tck_json_is_true(object, "alone");
        outcome->ours = tck_json_is_true(object, "ours");
        outcome->elsewhere = tck_json_is_true(object, "elsewhere");
        return is_whole(outcome) ? g_steal_pointer(&outcome) : NULL;
}

gboolean tck_lab_take_outcomes(JsonObject *message, const char *folder, TckResult *result) {
        JsonArray *list = tck_json_array(message, "outcomes");
        guint count = list ? json_array_get_length(list) : 0;

        for (guint i = 0; i < count && count <= OUTCOMES_MAX; i++) {
                JsonObject *object = tck_json_node_object(json_array_get_element(list, i));
                TckOutcome *outcome = object ? read_outcome(object, folder) : NULL;

                if (!outcome)
                        return FALSE;
                g_ptr_array_add(result->outcomes, outcome);
        }
        return count && count <= OUTCOMES_MAX;
}
