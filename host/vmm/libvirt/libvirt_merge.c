/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_merge.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "libvirt_xml.h"

enum { XML_MAX = 1 << 20, DEPTH_MAX = 64, STEP = 2 };

/* An element, with the offsets of its tags in the text. */
typedef struct Element {
        char *name, *key; /* tells elements of one name apart; NULL if it has none */
        gsize begin, head_end,
                end_begin; /* of its "<", after the ">" of its start tag, and of the "<" of its end tag */
        gboolean empty;    /* "<hyperv/>": it has no end tag */
        struct Element *parent;
        GPtrArray *children;
} Element;

typedef struct {
        gsize at, length; /* the part to replace */
        char *text;
        guint order;
} Edit;

typedef struct {
        const char *text;
        xmlParserCtxt *context;
        Element *root, *open;
        guint depth;
        gboolean bad; /* the offsets are unreliable */
} Reading;

static void free_element(gpointer data) {
        Element *element = data;

        if (!element)
                return;
        g_free(element->name);
        g_free(element->key);
        g_ptr_array_unref(element->children);
        g_free(element);
}

/* ---- offsets of elements ---- */

/* The last "<" before an offset. */
static gsize tag_before(const char *text, gsize place) {
        while (place && text[place - 1] != '<')
                place--;
        return place ? place - 1 : 0;
}

static char *find_key(int count, const xmlChar **attributes) {
        for (int i = 0; i < count; i++) {
                const xmlChar **attribute = attributes + (gsize) i * 5;

                if (g_str_equal((const char *) attribute[0], "name"))
                        return g_strndup((const char *) attribute[3], (gsize) (attribute[4] - attribute[3]));
        }
        return NULL;
}

/* The parser's offset is before the end of the start tag. */
static void on_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                     const xmlChar **unused, int count, int defaulted, const xmlChar **attributes) {
        Reading *reading = data;
        long consumed = xmlByteConsumed(reading->context);
        Element *element = g_new0(Element, 1);
        gsize place = (gsize) MAX(consumed, 0);

        (void) prefix, (void) uri, (void) namespaces, (void) unused, (void) defaulted;
        element->name = g_strdup((const char *) name);
        element->key = find_key(count, attributes);
        element->children = g_ptr_array_new_with_free_func(free_element);
        element->begin = tag_before(reading->text, place);
        element->empty = g_str_has_prefix(reading->text + place, "/>");
        element->head_end = place + (element->empty ? 2 : 1);
        element->parent = reading->open;
        reading->bad |= consumed < 0 || ++reading->depth > DEPTH_MAX || reading->text[element->begin] != '<' ||
                        reading->text[element->head_end - 1] != '>';
        if (reading->open)
                g_ptr_array_add(reading->open->children, element);
        else
                reading->root = element;
        reading->open = element;
}

/* The parser's offset is after the end tag. */
static void on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
        Reading *reading = data;
        long consumed = xmlByteConsumed(reading->context);
        Element *element = reading->open;

        (void) name, (void) prefix, (void) uri;
        element->end_begin = tag_before(reading->text, (gsize) MAX(consumed, 0));
        reading->bad |=
                consumed < 0 || (!element->empty && !g_str_has_prefix(reading->text + element->end_begin, "</"));
        reading->depth--;
        reading->open = element->parent;
}

/* The text of an entity is elsewhere in the document. */
static void on_subset(void *data, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
        Reading *reading = data;

        (void) name, (void) external, (void) system;
        reading->bad = TRUE;
        xmlStopParser(reading->context);
}

/* NULL if it is not well formed. */
static Element *find_elements(const char *xml) {
        xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                                 .startElementNs = on_start,
                                 .endElementNs = on_end,
                                 .internalSubset = on_subset};
        Reading reading = {.text = xml};
        gboolean good;

        reading.context = strlen(xml) <= XML_MAX ? xmlCreateMemoryParserCtxt(xml, (int) strlen(xml)) : NULL;
        if (!reading.context)
                return NULL;
        *reading.context->sax = handler;
        reading.context->userData = &reading;
        xmlCtxtUseOptions(reading.context, XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);
        xmlParseDocument(reading.context);
        good = reading.context->wellFormed && !reading.bad;
        xmlFreeParserCtxt(reading.context);
        if (good)
                return reading.root;
        free_element(reading.root);
        return NULL;
}

/* ---- edits ---- */

static void free_edit(gpointer data) {
        Edit *edit = data;

        g_free(edit->text);
        g_free(edit);
}

static void add_edit(GPtrArray *edits, gsize at, gsize length, char *text) {
        Edit *edit = g_new(Edit, 1);

        *edit = (Edit){at, length, text, edits->len};
        g_ptr_array_add(edits, edit);
}

static gboolean is_element(const xmlNode *node) {
        return node->type == XML_ELEMENT_NODE;
}

static const Element *find_child(const Element *parent, xmlNode *wanted) {
        g_autofree char *key = g_strdup((const char *) xmlHasProp(wanted, BAD_CAST "name") ? "" : NULL);
        xmlChar *name = xmlGetProp(wanted, BAD_CAST "name");
        const Element *found = NULL;

        for (guint i = 0; !found && i < parent->children->len; i++) {
                const Element *child = parent->children->pdata[i];

                if (g_str_equal(child->name, (const char *) wanted->name) &&
                    (!key || g_strcmp0(child->key, (const char *) name) == 0))
                        found = child;
        }
        xmlFree(name);
        return found;
}

/* Writes the element and its contents, each element on a line of its own, as libvirt does. */
static void write_element(GString *text, const xmlNode *node, guint indent, gboolean lines) {
        gboolean parent = FALSE;

        g_string_append_printf(text, "%*s<%s", lines ? (int) indent : 0, "", (const char *) node->name);
        for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
                xmlChar *value = xmlNodeListGetString(node->doc, attribute->children, 1);
                g_autofree char *escaped = g_markup_escape_text(value ? (const char *) value : "", -1);

                g_string_append_printf(text, " %s='%s'", (const char *) attribute->name, escaped);
                xmlFree(value);
        }
        for (const xmlNode *child = node->children; child; child = child->next)
                if (is_element(child)) {
                        if (!parent)
                                g_string_append(text, lines ? ">\n" : ">");
                        parent = TRUE;
                        write_element(text, child, indent + STEP, lines);
                }
        if (parent)
                g_string_append_printf(text, "%*s</%s>", lines ? (int) indent : 0, "", (const char *) node->name);
        else
                g_string_append(text, "/>");
        if (lines)
                g_string_append_c(text, '\n');
}

/* The indentation of the line; -1 if anything but spaces precedes the offset. */
static int indent_of(const char *text, gsize place) {
        gsize begin = place;

        while (begin && text[begin - 1] == ' ')
                begin--;
        return begin == 0 || text[begin - 1] == '\n' ? (int) (place - begin) : -1;
}

/* Adds an element as the last child of another. */
static void add_child(GPtrArray *edits, const char *text, const Element *parent, const xmlNode *wanted) {
        g_autoptr(GString) added = g_string_new(NULL);
        gsize place = parent->empty ? parent->begin : parent->end_begin;
        int indent = indent_of(text, place);

        write_element(added, wanted, (guint) MAX(indent, 0) + STEP, indent >= 0);
        if (!parent->empty) {
                add_edit(edits, place - (gsize) MAX(indent, 0), 0, g_strdup(added->str));
                return;
        }
        add_edit(edits, parent->head_end - strlen("/>"), strlen("/>"),
                 g_strdup_printf(">%s%s%*s</%s>", indent >= 0 ? "\n" : "", added->str, MAX(indent, 0), "",
                                 parent->name));
}

/* Sets an attribute in the start tag. */
static void set_attribute(GPtrArray *edits, const char *text, const Element *element, const char *name,
                          const char *value) {
        g_autofree char *tag = g_strndup(text + element->begin, element->head_end - element->begin);
        g_autofree char *pattern = g_strdup_printf("\\s%s\\s*=\\s*('[^']*'|\"[^\"]*\")", name);
        g_autofree char *quoted = g_markup_printf_escaped("'%s'", value);
        g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_RAW, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;
        int begin, end;

        if (!g_regex_match(regex, tag, 0, &match)) {
                gsize close = element->head_end - (element->empty ? 2 : 1);

                add_edit(edits, close, 0, g_strdup_printf(" %s=%s", name, quoted));
        } else if (g_match_info_fetch_pos(match, 1, &begin, &end) &&
                   (strlen(value) != (gsize) (end - begin) - 2 ||
                    strncmp(tag + begin + 1, value, strlen(value)) != 0)) {
                add_edit(edits, element->begin + (gsize) begin, (gsize) (end - begin), g_steal_pointer(&quoted));
        }
}

static void merge(GPtrArray *edits, const char *text, const Element *element, const xmlNode *wanted) {
        for (xmlAttr *attribute = wanted->properties; attribute; attribute = attribute->next) {
                xmlChar *value = xmlNodeListGetString(wanted->doc, attribute->children, 1);

                set_attribute(edits, text, element, (const char *) attribute->name, value ? (const char *) value : "");
                xmlFree(value);
        }
        for (xmlNode *child = wanted->children; child; child = child->next) {
                const Element *found = is_element(child) ? find_child(element, child) : NULL;

                if (found)
                        merge(edits, text, found, child);
                else if (is_element(child))
                        add_child(edits, text, element, child);
        }
}

/* ---- applying the edits ---- */

static int compare_edits(gconstpointer a, gconstpointer b) {
        const Edit *left = *(const Edit *const *) a, *right = *(const Edit *const *) b;

        if (left->at != right->at)
                return left->at < right->at ? -1 : 1;
        return left->order < right->order ? -1 : 1;
}

static char *apply(const char *text, GPtrArray *edits) {
        GString *changed = g_string_new(NULL);
        gsize at = 0;

        g_ptr_array_sort(edits, compare_edits);
        for (guint i = 0; i < edits->len; i++) {
                const Edit *edit = edits->pdata[i];

                if (edit->at < at) { /* overlapping edits cannot both be applied */
                        g_string_free(changed, TRUE);
                        return NULL;
                }
                g_string_append_len(changed, text + at, (gssize) (edit->at - at));
                g_string_append(changed, edit->text);
                at = edit->at + edit->length;
        }
        g_string_append(changed, text + at);
        return g_string_free(changed, FALSE);
}

char *tck_xml_merge(const char *xml, const char *wanted) {
        g_autofree char *whole = g_strconcat("<domain>", wanted, "</domain>", NULL), *changed = NULL;
        g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func(free_edit);
        Element *root = find_elements(xml);
        xmlDoc *document =
                xmlReadMemory(whole, (int) strlen(whole), NULL, NULL, XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

        if (root && document && g_str_equal(root->name, "domain"))
                merge(edits, xml, root, xmlDocGetRootElement(document));
        xmlFreeDoc(document);
        free_element(root);
        changed = edits->len ? apply(xml, edits) : NULL;
        /* If an offset was wrong, the text is not well formed. */
        return changed && tck_xml_count(changed, "/domain") == 1 ? g_steal_pointer(&changed) : NULL;
}
