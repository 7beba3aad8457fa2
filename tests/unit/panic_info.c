/* SPDX-License-Identifier: BSD-2-Clause */
/* Information about a panic: each type decoded, well-formed or not, and the table of bug checks. */
#include "panic_info.h"

#include <gio/gio.h>
#include <string.h>

#include "incident.h"

/* Single quotes stand for double ones. */
static JsonNode *parse(const char *text) {
        g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
        g_autoptr(GError) error = NULL;
        JsonNode *node = json_from_string(json, &error);

        g_assert_no_error(error);
        return node;
}

static TckPanicInfo *decode(const char *text) {
        g_autoptr(JsonNode) node = parse(text);

        return tck_panic_info_decode(json_node_get_object(node));
}

/* The text of the first fact of that name, NULL if there is none. */
static char *find_fact(const TckPanicInfo *decoded, const char *name) {
        for (guint i = 0; i < decoded->facts->len; i++) {
                const TckPanicFact *fact = decoded->facts->pdata[i];

                if (g_str_equal(fact->name, name))
                        return tck_panic_fact_text(fact);
        }
        return NULL;
}

static void test_titles(void) {
        static const struct {
                const char *info, *name, *title;
        } table[] = {
                {"{'type':'hyper-v','arg1':257,'arg2':24,'arg3':0,'arg4':0,'arg5':1}", "CLOCK_WATCHDOG_TIMEOUT",
                 "bug check 0x101 CLOCK_WATCHDOG_TIMEOUT"},
                {"{'type':'hyper-v','arg1':3735936685}", "MANUALLY_INITIATED_CRASH1",
                 "bug check 0xdeaddead MANUALLY_INITIATED_CRASH1"},
                {"{'type':'hyper-v','arg1':268435582}", "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED_M",
                 "bug check 0x1000007e SYSTEM_THREAD_EXCEPTION_NOT_HANDLED_M"},
                {"{'type':'hyper-v','arg1':268435665}", "DRIVER_IRQL_NOT_LESS_OR_EQUAL",
                 "bug check 0x100000d1 DRIVER_IRQL_NOT_LESS_OR_EQUAL"},
                {"{'type':'hyper-v','arg1':3221226528,'arg2':0,'arg3':0,'arg4':0,'arg5':0}", "STATUS_ASSERTION_FAILURE",
                 "bug check 0xc0000420 STATUS_ASSERTION_FAILURE"},
                {"{'type':'hyper-v','arg1':0,'arg2':0,'arg3':0,'arg4':0,'arg5':0}", NULL,
                 "no bug check: all of Hyper-V's crash registers are zero"},
                {"{'type':'hyper-v','arg1':0,'arg2':0,'arg3':0,'arg4':0,'arg5':1}", NULL,
                 "bug check 0x0 (undocumented)"},
                {"{'type':'hyper-v','arg1':0}", NULL, "bug check 0x0 (undocumented)"},
                {"{'type':'hyper-v','arg1':43981}", NULL, "bug check 0xabcd (undocumented)"},
                /* Not 0x101: a code has 32 bits. */
                {"{'type':'hyper-v','arg1':4294967553}", NULL, "bug check 0x100000101 (undocumented)"},
                /* Not 0x4000008a: the bit 0x10000000 only modifies codes without other high bits. */
                {"{'type':'hyper-v','arg1':1342177418}", NULL, "bug check 0x5000008a (undocumented)"},
                {"{'type':'hyper-v','arg1':-1}", NULL, "bug check 0xffffffffffffffff (undocumented)"},
                {"{'type':'hyper-v','arg1':-9223372036854775808}", NULL, "bug check 0x8000000000000000 (undocumented)"},
                {"{'type':'hyper-v','arg1':'257'}", NULL, "bug check without a code"},
                {"{'type':'hyper-v','arg1':257.0}", NULL, "bug check without a code"},
                {"{'type':'hyper-v','arg1':null}", NULL, "bug check without a code"},
                {"{'type':'hyper-v'}", NULL, "bug check without a code"},
                {"{'type':'s390','core':0,'psw-mask':0,'psw-addr':0,'reason':'disabled-wait'}", "disabled-wait",
                 "crash of a CPU: disabled-wait"},
                {"{'type':'s390'}", NULL, "crash of a CPU: no reason given"},
                {"{'type':'tdx','error-code':0,'message':'x'}", NULL, "fatal error 0x0 of a TDX guest"},
                {"{'type':'tdx'}", NULL, "fatal error without a code of a TDX guest"},
                {"{'type':'sev','set':0,'code':0}", NULL, "an SEV guest requested its termination"},
                {"{'type':'riscv'}", NULL, "information of unknown type riscv"},
                {"{'type':7}", NULL, "information without a type"},
                {"{}", NULL, "information without a type"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckPanicInfo) decoded = decode(table[i].info);

                g_test_message("%s", table[i].info);
                g_assert_cmpstr(decoded->name, ==, table[i].name);
                g_assert_cmpstr(decoded->title, ==, table[i].title);
        }
        g_assert_null(tck_panic_info_decode(NULL));
}

static void test_facts(void) {
        static const struct {
                const char *info, *name, *fact;
        } table[] = {
                {"{'type':'hyper-v','arg1':257,'arg2':24}", "bug check", "0x101  CLOCK_WATCHDOG_TIMEOUT"},
                {"{'type':'hyper-v','arg1':257,'arg2':24}", "parameter 1", "0x18  time allowed, in clock ticks"},
                {"{'type':'hyper-v','arg1':257}", "parameter 4", "not given  number of that CPU"},
                {"{'type':'hyper-v','arg1':257,'arg5':[1]}", "parameter 4", "not a number: [1]  number of that CPU"},
                {"{'type':'hyper-v','arg1':2,'arg2':-1}", "parameter 1", "0xffffffffffffffff"},
                {"{'type':'hyper-v','arg1':2,'arg2':18446735277616529408}", "parameter 1", "0xfffff80000000000"},
                {"{'type':'hyper-v','arg1':268435665,'arg3':2}", "parameter 2", "0x2  IRQL at that time"},
                {"{'type':'hyper-v','arg1':268435582,'arg2':3221225477}", "parameter 1",
                 "0xc0000005  the exception, as a status code: STATUS_ACCESS_VIOLATION"},
                /* As Windows passes it, sign-extended from 32 bits. */
                {"{'type':'hyper-v','arg1':30,'arg2':18446744072635809942}", "parameter 1",
                 "0xffffffffc0000096  the exception, as a status code: STATUS_PRIVILEGED_INSTRUCTION"},
                {"{'type':'hyper-v','arg1':30,'arg2':81604378757}", "parameter 1",
                 "0x1300000085  the exception, as a status code"},
                {"{'type':'hyper-v','arg1':{}}", "bug check", "not a number: {}"},
                {"{'type':'s390','reason':'disabled-wait','core':3}", "CPU", "3"},
                {"{'type':'s390','core':-1}", "CPU", "0xffffffffffffffff"},
                {"{'type':'s390','reason':'unheard-of'}", "reason", "unheard-of"},
                {"{'type':'s390','psw-mask':562956395872256}", "PSW mask",
                 "0x2000180000000  waits, all interrupts disabled, supervisor state, DAT off, 64-bit addresses"},
                {"{'type':'s390','psw-mask':5117285447491387392}", "PSW mask",
                 "0x4704400080000000  runs, I/O interrupts on, external interrupts on, machine check interrupts on, "
                 "supervisor state, DAT on, 31-bit addresses, PER on"},
                {"{'type':'s390','psw-mask':281474976710656}", "PSW mask",
                 "0x1000000000000  runs, all interrupts disabled, problem state, DAT off, 24-bit addresses"},
                {"{'type':'s390','psw-mask':4294967296}", "PSW mask",
                 "0x100000000  runs, all interrupts disabled, supervisor state, DAT off, an addressing mode that does "
                 "not exist"},
                {"{'type':'s390','psw-addr':0}", "PSW address",
                 "0x0  QEMU's firmware waits here if it finds nothing to boot"},
                {"{'type':'s390','psw-addr':4096}", "PSW address", "0x1000"},
                {"{'type':'s390','psw-mask':true}", "PSW mask", "not a number: true"},
                {"{'type':'tdx','error-code':0}", "error code", "0x0  panic"},
                {"{'type':'tdx','error-code':9}", "error code", "0x9  reserved"},
                {"{'type':'tdx','error-code':0,'message':'TD misconfiguration'}", "message", "TD misconfiguration"},
                {"{'type':'tdx','error-code':0,'message':[]}", "message", "not given"},
                {"{'type':'tdx','gpa':4096}", "address", "0x1000  of the guest's page that has more of the message"},
                {"{'type':'tdx'}", "address", NULL},
                {"{'type':'sev','set':0,'code':2}", "reason code",
                 "0x2  the hypervisor lacks features that SEV-SNP needs"},
                {"{'type':'sev','set':0,'code':3}", "reason code", "0x3"},
                {"{'type':'sev','set':1,'code':2}", "reason code", "0x2  PVALIDATE failed"},
                {"{'type':'sev','set':1,'code':12}", "reason code", "0xc  Secure AVIC failed"},
                {"{'type':'sev','set':1,'code':13}", "reason code", "0xd"},
                {"{'type':'sev','set':1,'code':-1}", "reason code", "0xffffffffffffffff"},
                {"{'type':'sev','set':2,'code':0}", "reason set", "0x2  the guest's own"},
                {"{'type':'sev','code':0}", "reason code", "0x0"},
                {"{'type':'riscv','a':{'b':[1,2]}}", "member", "type = \"riscv\""},
                {"{'a':{'b':[1,2]}}", "member", "a = {\"b\":[1,2]}"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
                g_autoptr(TckPanicInfo) decoded = decode(table[i].info);
                g_autofree char *fact = find_fact(decoded, table[i].name);

                g_test_message("%s", table[i].info);
                g_assert_cmpstr(fact, ==, table[i].fact);
        }
}

/* Linux writes the same registers as Windows, and is recognized by its guest OS ID: 0x8100 followed by its version. */
static void test_linux(void) {
        g_autoptr(TckPanicInfo) decoded =
                decode("{'type':'hyper-v','arg1':1,'arg2':-9151314417024368640,'arg3':-2130706432,'arg4':3,'arg5':4}");
        g_autofree char *id = find_fact(decoded, "guest OS ID"), *rip = find_fact(decoded, "RIP");

        g_assert_cmpstr(decoded->title, ==, "panic of Linux 6.1.90");
        g_assert_cmpstr(id, ==, "0x81000006015a0000  Linux 6.1.90");
        g_assert_cmpstr(rip, ==, "0xffffffff81000000");
        g_assert_null(decoded->advice);
}

/* A value that only resembles Linux's ID is a parameter, here of APC_INDEX_MISMATCH. */
static void test_not_linux(void) {
        static const char *const infos[] = {
                "{'type':'hyper-v','arg1':1,'arg2':-9151314442816847872}", /* 0x8100000000000000: no version */
                "{'type':'hyper-v','arg1':1,'arg2':-9151032942053556224}", /* one bit differs */
                "{'type':'hyper-v','arg1':1,'arg2':-9151308919472128000}", /* a part of the version exceeds its byte */
                "{'type':'hyper-v','arg1':1,'arg2':'Linux'}",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(infos); i++) {
                g_autoptr(TckPanicInfo) decoded = decode(infos[i]);

                g_test_message("%s", infos[i]);
                g_assert_cmpstr(decoded->name, ==, "APC_INDEX_MISMATCH");
        }
}

static void test_advice(void) {
        g_autoptr(TckPanicInfo) clock = decode("{'type':'hyper-v','arg1':257}");
        g_autoptr(TckPanicInfo) same = decode("{'type':'hyper-v','arg1':268435713}");
        g_autoptr(TckPanicInfo) none = decode("{'type':'hyper-v','arg1':2}");

        g_assert_nonnull(clock->advice);
        g_assert_cmpstr(clock->qemu, ==, "-cpu host,hv_relaxed,hv_vapic,hv_spinlocks=0x1fff,hv_time");
        g_assert_cmpstr(clock->libvirt, ==,
                        "<features><hyperv><relaxed state='on'/><vapic state='on'/><spinlocks state='on' "
                        "retries='8191'/></hyperv></features><clock><timer name='hypervclock' present='yes'/></clock>");
        g_assert_cmpstr(same->advice, ==, clock->advice);
        g_assert_null(none->advice);
        g_assert_null(none->qemu);
        g_assert_null(none->libvirt);
}

static void test_json(void) {
        g_autoptr(TckPanicInfo) decoded = decode("{'type':'sev','set':3,'code':1}");
        g_autoptr(JsonNode) node = tck_panic_info_to_json(decoded);
        g_autoptr(JsonNode) null = tck_panic_info_to_json(NULL);
        g_autofree char *text = json_to_string(node, FALSE), *expected = NULL;

        expected =
                g_strdelimit(g_strdup("{`type`:`sev`,`name`:null,`title`:`an SEV guest requested its "
                                      "termination`,`facts`:[{`name`:`reason set`,`value`:`0x3`,`meaning`:`the guest's "
                                      "own`},{`name`:`reason "
                                      "code`,`value`:`0x1`,`meaning`:null}],`advice`:null,`qemu`:null,`libvirt`:null}"),
                             "`", '"');
        g_assert_cmpstr(text, ==, expected);
        g_assert_true(JSON_NODE_HOLDS_NULL(null));
}

/* ---- in a report ---- */

static TckIncident *make_incident(const char *info) {
        g_autofree char *text = g_strdup_printf("{'event':'GUEST_PANICKED','data':{'action':'pause','info':%s}}", info);
        g_autoptr(JsonNode) node = parse(text);

        return tck_incident_of_event(json_node_get_object(node), "g", "x86_64");
}

static void test_incident(void) {
        g_autoptr(TckIncident) incident = make_incident("{'type':'hyper-v','arg1':257,'arg2':24}");
        g_autofree char *line = tck_incident_line(incident), *text = tck_incident_text(incident);
        g_autofree char *json = tck_incident_to_json(incident);

        g_assert_nonnull(strstr(line, "reported through hyper-v (bug check 0x101 CLOCK_WATCHDOG_TIMEOUT)"));
        g_assert_nonnull(strstr(text, "\n bug check    0x101  CLOCK_WATCHDOG_TIMEOUT\n"));
        g_assert_nonnull(strstr(text, "\n parameter 1  0x18  time allowed, in clock ticks\n"));
        g_assert_nonnull(strstr(text, "\n with QEMU    -cpu host,hv_relaxed,hv_vapic,hv_spinlocks=0x1fff,hv_time\n"));
        g_assert_nonnull(strstr(json, "\"decoded\" : {"));
        g_assert_nonnull(strstr(json, "\"name\" : \"CLOCK_WATCHDOG_TIMEOUT\""));
}

static void test_no_info(void) {
        g_autoptr(TckIncident) incident = make_incident("null");
        g_autofree char *line = tck_incident_line(incident), *json = tck_incident_to_json(incident);

        g_assert_null(strchr(line, '('));
        g_assert_nonnull(strstr(json, "\"decoded\" : null"));
}

/* Control characters of a guest are escaped: in the line, in the text, and in the names of members. */
static void test_control_characters(void) {
        static const char *const infos[] = {
                "{'type':'tdx','error-code':0,'message':'\\u001b[31m\\u0007\\nkind'}",
                "{'type':'s390','reason':'\\u001b[31m\\u0007\\nkind'}",
                "{'type':'\\u001b[31m\\u0007\\nkind'}",
                "{'type':'x','\\u001b[31m\\u0007\\nkind':1}",
        };

        for (gsize i = 0; i < G_N_ELEMENTS(infos); i++) {
                g_autoptr(TckIncident) incident = make_incident(infos[i]);
                g_autofree char *line = tck_incident_line(incident), *text = tck_incident_text(incident);

                g_assert_nonnull(strstr(text, "\\x1b[31m\\x07\\nkind"));
                g_assert_null(strpbrk(line, "\033\a\n"));
                g_assert_null(strpbrk(text, "\033\a"));
                g_assert_null(strstr(text, "\nkind"));
        }
}

/* ---- the table ---- */

static char *read_table(const char *file) {
        g_autoptr(TckPanicInfo) user = decode("{'type':'hyper-v','arg1':1}"); /* links the resource */
        g_autofree char *path = g_strconcat("/pvpanic-tck/", file, NULL);
        g_autoptr(GBytes) bytes = NULL;
        g_autoptr(GError) error = NULL;

        g_assert_nonnull(user);
        bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
        g_assert_no_error(error);
        return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

/* A GKeyFile merges groups and keys of the same name, so duplicates can only be found in the text. */
static void test_table_has_no_duplicates(gconstpointer file) {
        g_autofree char *table = read_table(file), *group = g_strdup("");
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_auto(GStrv) lines = g_strsplit(table, "\n", -1);

        for (char **line = lines; *line; line++) {
                const char *equals = strchr(*line, '=');

                if (**line == '#' || !**line)
                        continue;
                g_test_message("%s", *line);
                if (**line == '[') {
                        g_free(group);
                        group = g_strdup(*line);
                        g_assert_true(g_hash_table_add(seen, g_strdup(group)));
                } else {
                        g_assert_nonnull(equals);
                        g_assert_true(g_hash_table_add(
                                seen, g_strdup_printf("%s%.*s", group, (int) (equals - *line), *line)));
                }
        }
}

static void check_entry(GKeyFile *file, const char *code) {
        static const char *const known[] = {"name",   "parameter1", "parameter2", "parameter3", "parameter4",
                                            "status", "advice",     "qemu",       "libvirt",    NULL};
        g_auto(GStrv) keys = g_key_file_get_keys(file, code, NULL, NULL);
        g_autofree char *name = g_key_file_get_string(file, code, "name", NULL);
        g_autofree char *canonical = g_strdup_printf("0x%08" G_GINT64_MODIFIER "x", g_ascii_strtoull(code, NULL, 16));

        g_test_message("%s", code);
        g_assert_cmpstr(code, ==, canonical);
        g_assert_cmpuint(strlen(code), ==, strlen("0x00000000"));
        g_assert_true(name && g_regex_match_simple("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", name, 0, 0));
        for (char **key = keys; *key; key++) {
                g_autofree char *text = g_key_file_get_string(file, code, *key, NULL);

                g_assert_true(g_strv_contains(known, *key));
                g_assert_true(text && *text && !g_ascii_isspace(*text));
                g_assert_true(g_str_is_ascii(text));
        }
        g_assert_true(g_key_file_has_key(file, code, "advice", NULL) || !g_key_file_has_key(file, code, "qemu", NULL));
        g_assert_true(g_key_file_has_key(file, code, "qemu", NULL) == g_key_file_has_key(file, code, "libvirt", NULL));
}

static void test_table_is_well_formed(void) {
        g_autofree char *table = read_table("bugchecks.ini");
        g_autoptr(GKeyFile) file = g_key_file_new();
        g_autoptr(GError) error = NULL;
        g_auto(GStrv) codes = NULL;

        g_key_file_load_from_data(file, table, (gsize) -1, G_KEY_FILE_NONE, &error);
        g_assert_no_error(error);
        codes = g_key_file_get_groups(file, NULL);
        g_assert_cmpuint(g_strv_length(codes), >=, 400);
        for (char **code = codes; *code; code++)
                check_entry(file, *code);
}

/* The bug checks that are frequent in virtual machines have advice. */
static void test_table_has_advice(void) {
        static const guint codes[] = {0x0a,  0x1a,  0x1e,  0x24,  0x3b,  0x4e,  0x50,  0x5c,    0x5d,       0x7b,
                                      0x7e,  0x7f,  0x80,  0x9f,  0xc4,  0xd1,  0xe2,  0xef,    0xf4,       0x101,
                                      0x109, 0x116, 0x124, 0x12b, 0x133, 0x139, 0x154, 0x20001, 0xdeaddead, 0x1000007e};

        for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
                g_autofree char *info = g_strdup_printf("{'type':'hyper-v','arg1':%u}", codes[i]);
                g_autoptr(TckPanicInfo) decoded = decode(info);

                g_test_message("0x%x", codes[i]);
                g_assert_nonnull(decoded->name);
                g_assert_nonnull(decoded->advice);
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/panic-info/titles", test_titles);
        g_test_add_func("/panic-info/facts", test_facts);
        g_test_add_func("/panic-info/linux", test_linux);
        g_test_add_func("/panic-info/not-linux", test_not_linux);
        g_test_add_func("/panic-info/advice", test_advice);
        g_test_add_func("/panic-info/json", test_json);
        g_test_add_func("/panic-info/incident", test_incident);
        g_test_add_func("/panic-info/no-info", test_no_info);
        g_test_add_func("/panic-info/control-characters", test_control_characters);
        g_test_add_data_func("/panic-info/table/no-duplicates", "bugchecks.ini", test_table_has_no_duplicates);
        g_test_add_data_func("/panic-info/table/no-duplicates-of-status-codes", "ntstatus.ini",
                             test_table_has_no_duplicates);
        g_test_add_func("/panic-info/table/well-formed", test_table_is_well_formed);
        g_test_add_func("/panic-info/table/advice", test_table_has_advice);
        return g_test_run();
}
