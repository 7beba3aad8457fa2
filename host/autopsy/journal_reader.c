/* SPDX-License-Identifier: BSD-2-Clause */
#include "journal_reader.h"

#include <string.h>

#include "json.h"
#include "lines.h"

enum { KEY_MAX = 64, VALUE_MAX = 16 << 10, OBJECT_MAX = 1 << 20, NESTING_MAX = 8, LENGTH_BYTES = 8, PRIORITY_INFO = 6 };

typedef enum { IN_KEY, IN_VALUE, IN_LENGTH, IN_BYTES, IN_END } State;

struct TckJournalReader {
        TckJournalFunc func;
        gpointer data;
        TckJournalEntry entry;
        gboolean any;         /* the entry has a field */
        char format;          /* '{' or '_'; 0 at the beginning */
        State state;          /* of the export format */
        TckLines *lines;      /* of the JSON format */
        GString *key, *value; /* of the field that is being read */
        guint8 length[LENGTH_BYTES];
        guint length_bytes;
        guint64 rest; /* bytes left of a value with a length */
};

static void clear(TckJournalEntry *entry) {
        g_free(entry->message);
        g_free(entry->identifier);
        g_free(entry->transport);
        g_free(entry->executable);
        *entry = (TckJournalEntry){g_strdup(""), g_strdup(""), g_strdup(""), g_strdup(""), 0, 0, PRIORITY_INFO};
}

static void take_object(char *line, gsize length, guint64 number, gpointer data);

TckJournalReader *tck_journal_reader_new(TckJournalFunc func, gpointer data) {
        TckJournalReader *reader = g_new0(TckJournalReader, 1);

        reader->func = func;
        reader->data = data;
        reader->lines = tck_lines_new(OBJECT_MAX, take_object, reader);
        reader->key = g_string_new(NULL);
        reader->value = g_string_new(NULL);
        clear(&reader->entry);
        return reader;
}

void tck_journal_reader_free(TckJournalReader *reader) {
        if (!reader)
                return;
        clear(&reader->entry);
        g_free(reader->entry.message);
        g_free(reader->entry.identifier);
        g_free(reader->entry.transport);
        g_free(reader->entry.executable);
        tck_lines_free(reader->lines);
        g_string_free(reader->key, TRUE);
        g_string_free(reader->value, TRUE);
        g_free(reader);
}

static void set_text(char **field, const char *value, gsize length) {
        g_free(*field);
        *field = g_utf8_make_valid(value, (gssize) length);
}

static void set_field(TckJournalReader *reader, const char *key, const char *value, gsize length) {
        TckJournalEntry *entry = &reader->entry;
        gint64 number = g_ascii_strtoll(value, NULL, 10);

        reader->any = TRUE;
        if (g_str_equal(key, "MESSAGE"))
                set_text(&entry->message, value, length);
        else if (g_str_equal(key, "SYSLOG_IDENTIFIER"))
                set_text(&entry->identifier, value, length);
        else if (g_str_equal(key, "_TRANSPORT"))
                set_text(&entry->transport, value, length);
        else if (g_str_equal(key, "_COMM"))
                set_text(&entry->executable, value, length);
        else if (g_str_equal(key, "__REALTIME_TIMESTAMP"))
                entry->time = CLAMP(number, 0, G_MAXINT64 / 2);
        else if (g_str_equal(key, "_SOURCE_MONOTONIC_TIMESTAMP"))
                entry->monotonic = CLAMP(number, 0, G_MAXINT64 / 2);
        else if (g_str_equal(key, "PRIORITY"))
                entry->priority = (int) CLAMP(number, 0, 7);
}

static void end_entry(TckJournalReader *reader) {
        if (reader->any)
                reader->func(&reader->entry, reader->data);
        reader->any = FALSE;
        clear(&reader->entry);
}

/* ---- JSON ---- */

/* A value that is not UTF-8 is an array of bytes. Free with g_free(). */
static char *bytes_of(JsonArray *array) {
        GString *text = g_string_new(NULL);

        for (guint i = 0; i < json_array_get_length(array) && text->len < VALUE_MAX; i++) {
                JsonNode *node = json_array_get_element(array, i);

                if (json_node_get_value_type(node) == G_TYPE_INT64)
                        g_string_append_c(text, (char) json_node_get_int(node));
        }
        return g_string_free(text, FALSE);
}

static void take_object(char *line, gsize length, guint64 number, gpointer data) {
        TckJournalReader *reader = data;
        g_autoptr(JsonNode) root = tck_json_parse(line, length, NESTING_MAX);
        JsonObject *object = tck_json_node_object(root);
        g_autoptr(GList) names = object ? json_object_get_members(object) : NULL;

        (void) number;
        for (GList *name = names; name; name = name->next) {
                JsonArray *array = tck_json_array(object, name->data);
                g_autofree char *bytes = array ? bytes_of(array) : NULL;
                const char *text = bytes ? bytes : tck_json_string(object, name->data);

                if (text)
                        set_field(reader, name->data, text, strlen(text));
        }
        end_entry(reader);
}

/* ---- the export format ---- */

static void end_field(TckJournalReader *reader) {
        set_field(reader, reader->key->str, reader->value->str, reader->value->len);
        g_string_truncate(reader->key, 0);
        g_string_truncate(reader->value, 0);
        reader->state = IN_KEY;
}

static void feed_key(TckJournalReader *reader, char byte) {
        if (byte == '=') {
                reader->state = IN_VALUE;
        } else if (byte == '\n' && reader->key->len) {
                reader->state = IN_LENGTH;
                reader->length_bytes = 0;
        } else if (byte == '\n') {
                end_entry(reader);
        } else if (reader->key->len < KEY_MAX) {
                g_string_append_c(reader->key, byte);
        }
}

/* A binary value is preceded by its length, 64 bits, little endian. */
static void feed_length(TckJournalReader *reader, char byte) {
        reader->length[reader->length_bytes++] = (guint8) byte;
        if (reader->length_bytes < LENGTH_BYTES)
                return;
        reader->rest = 0;
        for (guint i = LENGTH_BYTES; i--;)
                reader->rest = reader->rest << 8 | reader->length[i];
        reader->state = reader->rest ? IN_BYTES : IN_END;
}

static void add_value(TckJournalReader *reader, const char *bytes, gsize length) {
        g_string_append_len(reader->value, bytes, (gssize) MIN(length, VALUE_MAX - reader->value->len));
}

/* Returns the number of bytes that belong to the value. */
static gsize feed_value(TckJournalReader *reader, const char *bytes, gsize length) {
        gboolean binary = reader->state == IN_BYTES;
        const char *stop = binary ? NULL : memchr(bytes, '\n', length);
        gsize n = binary ? (gsize) MIN(reader->rest, length) : stop ? (gsize) (stop - bytes) : length;

        add_value(reader, bytes, n);
        if (binary && !(reader->rest -= n))
                reader->state = IN_END;
        if (!stop)
                return n;
        end_field(reader);
        return n + 1;
}

static void feed_export(TckJournalReader *reader, const char *bytes, gsize length) {
        for (gsize i = 0; i < length;) {
                if (reader->state == IN_VALUE || reader->state == IN_BYTES) {
                        i += feed_value(reader, bytes + i, length - i);
                        continue;
                }
                if (reader->state == IN_KEY)
                        feed_key(reader, bytes[i]);
                else if (reader->state == IN_LENGTH)
                        feed_length(reader, bytes[i]);
                else
                        end_field(reader);
                i++;
        }
}

void tck_journal_reader_feed(TckJournalReader *reader, const char *bytes, gsize length) {
        if (!reader->format && length)
                reader->format = *bytes == '{' ? '{' : '_';
        if (reader->format == '{')
                tck_lines_feed(reader->lines, bytes, length);
        else
                feed_export(reader, bytes, length);
}

void tck_journal_reader_end(TckJournalReader *reader) {
        if (reader->format == '{')
                tck_lines_end(reader->lines);
        else if (reader->state == IN_VALUE)
                end_field(reader);
        end_entry(reader);
}
