/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_xml.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/xmlwriter.h>
#include <libxml/xpath.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum {
        MEMORY_MIB = 64,
        XML_MAX = 1 << 20, /* bytes that are read; a domain with hundreds of disks has a tenth of that */
};

/* ---- who made it ---- */

/* When a process began, in the kernel's ticks since the boot: with its number, that names it for good. 0 if it is gone, or may
 * not be looked at. */
static guint64 process_began(guint64 pid) {
        g_autofree char *path = g_strdup_printf("/proc/%" G_GUINT64_FORMAT "/stat", pid);
        g_autofree char *text = NULL;
        g_auto(GStrv) fields = NULL;
        const char *end;

        if (!g_file_get_contents(path, &text, NULL, NULL))
                return 0;
        end = strrchr(text, ')'); /* its name may hold anything */
        fields = g_strsplit(end ? end + 1 : "", " ", -1);
        return g_strv_length(fields) > 20 ? g_ascii_strtoull(fields[20], NULL, 10) : 0;
}

/* Where the numbers of processes mean what they mean here. NULL if that cannot be told. Free with g_free(). */
static char *process_namespace(void) {
        return g_file_read_link("/proc/self/ns/pid", NULL);
}

static gboolean is_gone(guint64 pid, guint64 began) {
        guint64 now = process_began(pid);

        if (now)
                return now != began;
        return pid && pid <= G_MAXINT32 && kill((pid_t) pid, 0) < 0 && errno == ESRCH;
}

gboolean tck_domain_is_marked(const char *metadata) {
        return tck_xml_count(metadata, "/*/@pid") == 1;
}

gboolean tck_domain_is_orphan(const char *metadata) {
        g_autofree char *pid = tck_xml_string(metadata, "string(/*/@pid)");
        g_autofree char *began = tck_xml_string(metadata, "string(/*/@began)");
        g_autofree char *theirs = tck_xml_string(metadata, "string(/*/@namespace)");
        g_autofree char *ours = process_namespace();

        return pid && began && (!theirs || g_strcmp0(theirs, ours) == 0) &&
               is_gone(g_ascii_strtoull(pid, NULL, 10), g_ascii_strtoull(began, NULL, 10));
}

/* ---- writing ---- */

static void begin(xmlTextWriter *writer, const char *name) {
        xmlTextWriterStartElement(writer, BAD_CAST name);
}

static void end(xmlTextWriter *writer) {
        xmlTextWriterEndElement(writer);
}

static void attribute(xmlTextWriter *writer, const char *name, const char *value) {
        xmlTextWriterWriteAttribute(writer, BAD_CAST name, BAD_CAST value);
}

static void text(xmlTextWriter *writer, const char *name, const char *value) {
        xmlTextWriterWriteElement(writer, BAD_CAST name, BAD_CAST value);
}

/* An element that has nothing but an attribute. */
static void simple(xmlTextWriter *writer, const char *name, const char *key, const char *value) {
        begin(writer, name);
        attribute(writer, key, value);
        end(writer);
}

static void add_mark(xmlTextWriter *writer) {
        g_autofree char *pid = g_strdup_printf("%d", (int) getpid());
        g_autofree char *began = g_strdup_printf("%" G_GUINT64_FORMAT, process_began((guint64) getpid()));
        g_autofree char *namespace = process_namespace();

        begin(writer, "metadata");
        xmlTextWriterStartElementNS(writer, BAD_CAST "tck", BAD_CAST "domain", BAD_CAST TCK_DOMAIN_NAMESPACE);
        attribute(writer, "pid", pid);
        attribute(writer, "began", began);
        if (namespace)
                attribute(writer, "namespace", namespace);
        end(writer);
        end(writer);
}

static void add_boot(xmlTextWriter *writer, const TckDomainPlan *plan) {
        begin(writer, "os");
        begin(writer, "type");
        attribute(writer, "arch", plan->arch);
        attribute(writer, "machine", plan->machine);
        xmlTextWriterWriteString(writer, BAD_CAST "hvm");
        end(writer);
        text(writer, "kernel", plan->kernel);
        text(writer, "cmdline", "agent");
        end(writer);
        /* Without it libvirt 9.0 says -no-acpi, which QEMU removed in 10.0. */
        begin(writer, "features");
        begin(writer, "acpi");
        end(writer);
        end(writer);
}

static void add_serial(xmlTextWriter *writer, const char *type, const char *mode, const char *path, const char *port) {
        begin(writer, "serial");
        attribute(writer, "type", type);
        begin(writer, "source");
        if (mode)
                attribute(writer, "mode", mode);
        attribute(writer, "path", path);
        end(writer);
        simple(writer, "target", "port", port);
        end(writer);
}

static void add_panic(xmlTextWriter *writer, const TckPanicDevice *device) {
        begin(writer, "panic");
        if (*device->model)
                attribute(writer, "model", device->model);
        if (device->iobase) {
                begin(writer, "address");
                attribute(writer, "type", "isa");
                attribute(writer, "iobase", device->iobase);
                end(writer);
        }
        end(writer);
}

static void add_devices(xmlTextWriter *writer, const TckDomainPlan *plan) {
        begin(writer, "devices");
        text(writer, "emulator", plan->emulator);
        begin(writer, "controller");
        attribute(writer, "type", "usb");
        attribute(writer, "model", "none");
        end(writer);
        add_serial(writer, "file", NULL, plan->console, "0");
        add_serial(writer, "unix", "connect", plan->wire, "1");
        simple(writer, "memballoon", "model", "none");
        for (gsize i = 0; i < TCK_PANIC_DEVICES_MAX && plan->spec->panic[i].model; i++)
                add_panic(writer, &plan->spec->panic[i]);
        end(writer);
}

/* libvirt's own way to give QEMU an option that libvirt does not know. */
static void add_monitor(xmlTextWriter *writer, const char *path) {
        g_autofree char *socket = g_strdup_printf("unix:%s", path);

        begin(writer, "qemu:commandline");
        simple(writer, "qemu:arg", "value", "-qmp");
        simple(writer, "qemu:arg", "value", socket);
        end(writer);
}

static void add_domain(xmlTextWriter *writer, const TckDomainPlan *plan) {
        g_autofree char *memory = g_strdup_printf("%d", MEMORY_MIB);

        begin(writer, "domain");
        attribute(writer, "type", plan->spec->kvm || g_str_equal(plan->accel, "kvm") ? "kvm" : "qemu");
        attribute(writer, "xmlns:qemu", "http://libvirt.org/schemas/domain/qemu/1.0");
        text(writer, "name", plan->name);
        add_mark(writer);
        begin(writer, "memory");
        attribute(writer, "unit", "MiB");
        xmlTextWriterWriteString(writer, BAD_CAST memory);
        end(writer);
        text(writer, "vcpu", "1");
        add_boot(writer, plan);
        if (plan->spec->on_crash)
                text(writer, "on_crash", plan->spec->on_crash);
        add_devices(writer, plan);
        if (plan->monitor)
                add_monitor(writer, plan->monitor);
        end(writer);
}

char *tck_domain_xml(const TckDomainPlan *plan) {
        xmlBuffer *buffer = xmlBufferCreate();
        xmlTextWriter *writer = xmlNewTextWriterMemory(buffer, 0);
        char *xml;

        xmlTextWriterSetIndent(writer, 1);
        add_domain(writer, plan);
        xmlTextWriterEndDocument(writer);
        xmlFreeTextWriter(writer);
        xml = g_strdup((const char *) xmlBufferContent(buffer));
        xmlBufferFree(buffer);
        return xml;
}

/* ---- reading ---- */

static xmlXPathObject *evaluate(const char *xml, const char *xpath, xmlDoc **ret_document) {
        gsize length = xml ? strlen(xml) : 0;
        xmlDoc *document = length && length <= XML_MAX
                                   ? xmlReadMemory(xml, (int) length, NULL, NULL,
                                                   XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET)
                                   : NULL;
        xmlXPathContext *context = document ? xmlXPathNewContext(document) : NULL;
        xmlXPathObject *found = context ? xmlXPathEvalExpression(BAD_CAST xpath, context) : NULL;

        xmlXPathFreeContext(context);
        *ret_document = document;
        return found;
}

static guint count_nodes(const xmlXPathObject *found) {
        return found && found->type == XPATH_NODESET && found->nodesetval ? (guint) found->nodesetval->nodeNr : 0;
}

guint tck_xml_count(const char *xml, const char *xpath) {
        xmlDoc *document;
        xmlXPathObject *found = evaluate(xml, xpath, &document);
        guint count = count_nodes(found);

        xmlXPathFreeObject(found);
        xmlFreeDoc(document);
        return count;
}

GStrv tck_xml_strings(const char *xml, const char *xpath) {
        g_autoptr(GPtrArray) strings = g_ptr_array_new();
        xmlDoc *document;
        xmlXPathObject *found = evaluate(xml, xpath, &document);

        for (guint i = 0; i < count_nodes(found); i++) {
                xmlChar *content = xmlNodeGetContent(found->nodesetval->nodeTab[i]);

                g_ptr_array_add(strings, g_strdup((const char *) content));
                xmlFree(content);
        }
        xmlXPathFreeObject(found);
        xmlFreeDoc(document);
        g_ptr_array_add(strings, NULL);
        return (GStrv) g_ptr_array_steal(strings, NULL);
}

char *tck_xml_string(const char *xml, const char *xpath) {
        xmlDoc *document;
        xmlXPathObject *found = evaluate(xml, xpath, &document);
        xmlChar *content = found ? xmlXPathCastToString(found) : NULL;
        char *string = content && *content ? g_strdup((const char *) content) : NULL;

        xmlFree(content);
        xmlXPathFreeObject(found);
        xmlFreeDoc(document);
        return string;
}

char *tck_xml_console(const char *xml) {
        return tck_xml_string(xml, "string((/domain/devices/serial[@type='file']/source/@path |"
                                   " /domain/devices/serial/log/@file | /domain/devices/console/log/@file)[1])");
}
