/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as the information of a panic: it is decoded into text that can be kept and printed. */
#include "incident.h"
#include "json.h"
#include "panic_info.h"

#include "fuzz.h"

enum { NESTING_MAX = 64, NAME_MAX_LENGTH = 12 };

static void check_facts(const TckPanicInfo *decoded) {
        assert(decoded->title && !decoded->qemu == !decoded->libvirt && (decoded->advice || !decoded->qemu));
        for (guint i = 0; i < decoded->facts->len; i++) {
                const TckPanicFact *fact = decoded->facts->pdata[i];

                assert(strlen(fact->name) <= NAME_MAX_LENGTH);
                assert(g_utf8_validate(fact->value, -1, NULL));
        }
}

static void check_incident(JsonObject *info) {
        g_autoptr(TckIncident) incident = tck_incident_new(TCK_INCIDENT_PANICKED, "g"), again = NULL;
        g_autofree char *line = NULL, *text = NULL, *record = NULL;

        incident->info = json_object_ref(info);
        line = tck_incident_line(incident);
        text = tck_incident_text(incident);
        record = tck_incident_to_json(incident);
        assert_shown(line);
        assert_shown(text);
        assert(!strchr(line, '\n'));
        again = tck_incident_from_json(record, NULL);
        assert(again && again->info);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autofree char *text = g_strndup((const char *) data, size);
        g_autoptr(JsonParser) parser = json_parser_new_immutable();
        g_autoptr(TckPanicInfo) decoded = NULL;
        JsonObject *info;

        if (!g_utf8_validate(text, -1, NULL) || !tck_json_is_plain(text, NESTING_MAX / 2) ||
            !json_parser_load_from_data(parser, text, -1, NULL) ||
            !JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser)))
                return 0;
        info = json_node_get_object(json_parser_get_root(parser));
        decoded = tck_panic_info_decode(info);
        check_facts(decoded);
        check_incident(info);
        return 0;
}
