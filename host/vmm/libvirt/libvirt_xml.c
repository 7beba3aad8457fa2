/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_xml.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum {
        MEMORY_MIB = 64,   /* at least */
        XML_MAX = 1 << 20, /* limit of the XML; a domain with hundreds of disks has a tenth of that */
};

/* ---- the creator's mark ---- */

/* When a process started, in clock ticks since boot, which with its ID identifies it. 0 if it is gone or not readable. */
static guint64 process_began(guint64 pid) {
        g_autofree char *path = g_strdup_printf("/proc/%" G_GUINT64_FORMAT "/stat", pid);
        g_autofree char *text = NULL;
        g_auto(GStrv) fields = NULL;
        const char *end;

        if (!g_file_get_contents(path, &text, NULL, NULL))
                return 0;
        end = strrchr(text, ')'); /* the process's name may contain anything */
        fields = g_strsplit(end ? end + 1 : "", " ", -1);
        return g_strv_length(fields) > 20 ? g_ascii_strtoull(fields[20], NULL, 10) : 0;
}

/* Identifies this process's PID namespace. NULL if it is not known. Free with g_free(). */
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

/* Escapes the arguments, not the format. */
G_GNUC_PRINTF(2, 3) static void add(GString *xml, const char *format, ...) {
        g_autofree char *text = NULL;
        va_list list;

        va_start(list, format);
        text = g_markup_vprintf_escaped(format, list);
        va_end(list);
        g_string_append(xml, text);
}

static void add_mark(GString *xml) {
        g_autofree char *namespace = process_namespace();

        add(xml, "  <metadata>\n    <tck:domain xmlns:tck='" TCK_DOMAIN_NAMESPACE "' pid='%d'", (int) getpid());
        add(xml, " began='%" G_GUINT64_FORMAT "'", process_began((guint64) getpid()));
        if (namespace)
                add(xml, " namespace='%s'", namespace);
        add(xml, "/>\n  </metadata>\n");
}

static void add_panic(GString *xml, const TckArch *arch, const TckPanicDevice *device) {
        add(xml, "    <panic");
        if (*device->model)
                add(xml, " model='%s'", tck_arch_panic_model(arch, device));
        add(xml, ">\n");
        if (device->iobase)
                add(xml, "      <address type='isa' iobase='%s'/>\n", device->iobase);
        add(xml, "    </panic>\n");
}

/* "relaxed=on", "spinlocks=8191" or "stimer/direct=on". */
static void add_enlightenment(GString *xml, const char *word) {
        g_auto(GStrv) parts = g_strsplit(word, "=", 2), path = g_strsplit(parts[0], "/", 2);

        if (path[1])
                add(xml, "      <%s state='on'>\n        <%s state='%s'/>\n      </%s>\n", path[0], path[1], parts[1],
                    path[0]);
        else if (g_str_equal(parts[1], "on") || g_str_equal(parts[1], "off"))
                add(xml, "      <%s state='%s'/>\n", path[0], parts[1]);
        else
                add(xml, "      <%s state='on' %s='%s'/>\n", path[0],
                    g_str_equal(path[0], "spinlocks") ? "retries" : "value", parts[1]);
}

static void add_hyperv(GString *xml, const TckDomainSpec *spec) {
        g_auto(GStrv) words = g_strsplit(spec->hyperv ? spec->hyperv : "", ",", -1);

        if (!spec->hyperv && !spec->hyperv_mode)
                return;
        add(xml, "    <hyperv");
        if (spec->hyperv_mode)
                add(xml, " mode='%s'", spec->hyperv_mode);
        add(xml, ">\n");
        for (char **word = words; *word; word++)
                add_enlightenment(xml, *word);
        add(xml, "    </hyperv>\n");
}

/* Without <acpi/>, where there can be one, libvirt 9.0 passes -no-acpi, which QEMU removed in 10.0. */
static void add_features(GString *xml, const TckArch *arch, const TckDomainSpec *spec) {
        add(xml, "  <features>\n");
        if (arch->domains.acpi)
                add(xml, "    <acpi/>\n");
        add_hyperv(xml, spec);
        add(xml, "  </features>\n");
        if (spec->hypervclock)
                add(xml, "  <clock offset='utc'>\n    <timer name='hypervclock' present='yes'/>\n  </clock>\n");
}

static void add_cpu(GString *xml, const TckDomainPlan *plan) {
        const char *cpu = tck_arch_cpu(plan->arch, plan->machine);

        if (cpu)
                add(xml, "  <cpu mode='custom' match='exact'>\n    <model fallback='forbid'>%s</model>\n  </cpu>\n",
                    cpu);
}

static void add_devices(GString *xml, const TckDomainPlan *plan) {
        add(xml, "  <devices>\n    <emulator>%s</emulator>\n    <controller type='usb' model='none'/>\n",
            plan->emulator);
        add(xml, "    <serial type='file'>\n      <source path='%s'/>\n      ", plan->console);
        g_string_append_printf(xml, "%s\n    </serial>\n", plan->arch->domains.console);
        add(xml, "    <serial type='unix'>\n      <source mode='connect' path='%s'/>\n      ", plan->wire);
        g_string_append_printf(xml, "%s\n    </serial>\n    <memballoon model='none'/>\n", plan->arch->domains.wire);
        for (gsize i = 0; i < TCK_PANIC_DEVICES_MAX && plan->spec->panic[i].model; i++)
                add_panic(xml, plan->arch, &plan->spec->panic[i]);
        add(xml, "  </devices>\n");
}

/* Arguments that libvirt passes on to QEMU without knowing them. */
static void add_command_line(GString *xml, const TckDomainPlan *plan) {
        const char *machine = plan->spec->own_firmware ? NULL : plan->arch->boots->machine;

        if (!machine && !plan->monitor)
                return;
        add(xml, "  <qemu:commandline>\n");
        if (machine)
                add(xml, "    <qemu:arg value='-machine'/>\n    <qemu:arg value='%s'/>\n", machine);
        if (plan->monitor)
                add(xml, "    <qemu:arg value='-qmp'/>\n    <qemu:arg value='unix:%s'/>\n", plan->monitor);
        add(xml, "  </qemu:commandline>\n");
}

char *tck_domain_xml(const TckDomainPlan *plan) {
        GString *xml = g_string_new(NULL);

        add(xml, "<domain type='%s' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n  <name>%s</name>\n",
            plan->spec->kvm || g_str_equal(plan->accel, "kvm") ? "kvm" : "qemu", plan->name);
        add_mark(xml);
        add(xml, "  <memory unit='MiB'>%u</memory>\n  <vcpu>1</vcpu>\n  <os>\n",
            MAX(plan->arch->boots->memory, MEMORY_MIB));
        add(xml, "    <type arch='%s' machine='%s'>hvm</type>\n    <kernel>%s</kernel>\n    <cmdline>agent</cmdline>\n",
            plan->arch->name, plan->machine, plan->kernel);
        add(xml, "  </os>\n");
        add_features(xml, plan->arch, plan->spec);
        add_cpu(xml, plan);
        if (plan->spec->on_crash)
                add(xml, "  <on_crash>%s</on_crash>\n", plan->spec->on_crash);
        add_devices(xml, plan);
        add_command_line(xml, plan);
        add(xml, "</domain>\n");
        return g_string_free(xml, FALSE);
}

/* ---- reading ---- */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlXPathObject, xmlXPathFreeObject)

static xmlXPathObject *evaluate(const char *xml, const char *xpath, xmlDoc **ret_document) {
        gsize length = xml ? strlen(xml) : 0;
        xmlXPathContext *context;
        xmlXPathObject *found;

        *ret_document = length && length <= XML_MAX
                                ? xmlReadMemory(xml, (int) length, NULL, NULL,
                                                XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET)
                                : NULL;
        context = *ret_document ? xmlXPathNewContext(*ret_document) : NULL;
        found = context ? xmlXPathEvalExpression(BAD_CAST xpath, context) : NULL;
        xmlXPathFreeContext(context);
        return found;
}

static guint count_nodes(const xmlXPathObject *found) {
        return found && found->type == XPATH_NODESET && found->nodesetval ? (guint) found->nodesetval->nodeNr : 0;
}

guint tck_xml_count(const char *xml, const char *xpath) {
        g_autoptr(xmlDoc) document = NULL;
        g_autoptr(xmlXPathObject) found = evaluate(xml, xpath, &document);

        return count_nodes(found);
}

/* NULL is fine; the text is freed. */
static char *take_text(xmlChar *content) {
        char *text = g_strdup((const char *) content);

        xmlFree(content);
        return text;
}

GStrv tck_xml_strings(const char *xml, const char *xpath) {
        g_autoptr(xmlDoc) document = NULL;
        g_autoptr(xmlXPathObject) found = evaluate(xml, xpath, &document);
        guint count = count_nodes(found);
        GStrv strings = g_new0(char *, count + 1);

        for (guint i = 0; i < count; i++)
                strings[i] = take_text(xmlNodeGetContent(found->nodesetval->nodeTab[i]));
        return strings;
}

char *tck_xml_string(const char *xml, const char *xpath) {
        g_autoptr(xmlDoc) document = NULL;
        g_autoptr(xmlXPathObject) found = evaluate(xml, xpath, &document);
        g_autofree char *string = found ? take_text(xmlXPathCastToString(found)) : NULL;

        return string && *string ? g_steal_pointer(&string) : NULL;
}

char *tck_xml_console(const char *xml) {
        return tck_xml_string(xml, "string((/domain/devices/serial[@type='file']/source/@path |"
                                   " /domain/devices/serial/log/@file | /domain/devices/console/log/@file)[1])");
}
