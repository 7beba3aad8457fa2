/* SPDX-License-Identifier: BSD-2-Clause */
/* Firmware: the values of --firmware, and firmware descriptors, which are not trusted. */
#include "firmware.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "common.h"

#define ARCHITECTURE "x86_64"

/* A descriptor, in parts. */
#define HEAD "{\"description\": \"An example\", "
#define UEFI "\"interface-types\": [\"uefi\"], "
#define TARGETS "\"targets\": [{\"architecture\": \"x86_64\", \"machines\": [\"pc-i440fx-*\", \"pc-q35-*\"]}], "
#define Q35 "\"targets\": [{\"architecture\": \"x86_64\", \"machines\": [\"pc-q35-*\"]}], "
#define FILE_OF(name, path, format) "\"" name "\": {\"filename\": \"" path "\", \"format\": \"" format "\"}"
#define SPLIT(code, variables, format)                                                            \
        "\"mapping\": {\"device\": \"flash\", " FILE_OF("executable", code, format) ", " FILE_OF( \
                "nvram-template", variables, format) "}, "
#define FLASH SPLIT("/dev/null", "/dev/zero", "raw")
#define MEMORY "\"mapping\": {\"device\": \"memory\", \"filename\": \"/dev/null\"}, "
#define FEATURES(list) "\"features\": [" list "], \"tags\": []}"
#define WHOLE HEAD UEFI FLASH TARGETS FEATURES("\"acpi-s3\", \"verbose-dynamic\"")

static TckDescriptor *parse(const char *text) {
        GError *error = NULL;
        TckDescriptor *descriptor = tck_descriptor_parse("/x/50-example.json", text, strlen(text), &error);

        g_assert_no_error(error);
        return descriptor;
}

static void test_whole(void) {
        g_autoptr(TckDescriptor) descriptor = parse(WHOLE);
        g_autofree char *features = tck_descriptor_features(descriptor), *targets = tck_descriptor_targets(descriptor);
        const TckFirmwareImage *image = &descriptor->image;

        g_assert_cmpstr(descriptor->name, ==, "50-example.json");
        g_assert_cmpstr(descriptor->description, ==, "An example");
        g_assert_cmpstr(features, ==, "acpi-s3, verbose-dynamic");
        g_assert_cmpstr(targets, ==, "pc-i440fx-*, pc-q35-* of x86_64");
        g_assert_cmpint(image->device, ==, TCK_FIRMWARE_FLASH);
        g_assert_cmpstr(image->code.path, ==, "/dev/null");
        g_assert_cmpstr(image->code.format, ==, "raw");
        g_assert_cmpstr(image->variables.path, ==, "/dev/zero");
        g_assert_false(image->combined);
        g_assert_false(image->smm);
        g_assert_null(tck_descriptor_cannot(descriptor, ARCHITECTURE));
}

/* ---- how it is passed to a VM ---- */

static void test_modes(void) {
        g_autoptr(TckDescriptor) combined =
                parse(HEAD UEFI "\"mapping\": {\"device\": \"flash\", \"mode\": \"combined\", " FILE_OF(
                        "executable", "/dev/null", "qcow2") "}, " TARGETS FEATURES(""));
        g_autoptr(TckDescriptor) stateless =
                parse(HEAD UEFI "\"mapping\": {\"device\": \"flash\", \"mode\": \"stateless\", " FILE_OF(
                        "executable", "/dev/null", "raw") "}, " TARGETS FEATURES(""));
        g_autoptr(TckDescriptor) memory = parse(HEAD UEFI MEMORY TARGETS FEATURES(""));
        g_autoptr(TckDescriptor) deeper =
                parse(HEAD UEFI "\"mapping\": {\"device\": \"memory\", \"mode\": \"stateless\", "
                                "\"executable\": {\"filename\": \"/dev/null\"}}, " TARGETS FEATURES(""));
        g_autoptr(TckDescriptor) kernel = parse(
                HEAD UEFI "\"mapping\": {\"device\": \"kernel\", \"filename\": \"/dev/null\"}, " TARGETS FEATURES(""));
        g_autoptr(TckDescriptor) secure = parse(HEAD UEFI FLASH Q35 FEATURES("\"secure-boot\", \"requires-smm\""));

        g_assert_true(combined->image.combined);
        g_assert_cmpstr(combined->image.code.format, ==, "qcow2");
        g_assert_null(combined->image.variables.path);
        g_assert_false(stateless->image.combined);
        g_assert_null(stateless->image.variables.path);
        g_assert_cmpint(memory->image.device, ==, TCK_FIRMWARE_BIOS);
        g_assert_cmpint(deeper->image.device, ==, TCK_FIRMWARE_BIOS);
        g_assert_cmpstr(deeper->image.code.path, ==, "/dev/null");
        g_assert_cmpint(kernel->image.device, ==, TCK_FIRMWARE_KERNEL);
        g_assert_true(secure->image.smm && secure->image.secure);
}

/* ---- what the kit cannot use ---- */

static void test_cannot(void) {
        static const struct {
                const char *text, *reason;
        } cases[] = {
                {HEAD "\"interface-types\": [\"bios\"], " MEMORY TARGETS FEATURES(""), "has no UEFI"},
                {HEAD UEFI MEMORY
                 "\"targets\": [{\"architecture\": \"aarch64\", \"machines\": [\"virt-*\"]}], " FEATURES(""),
                 "is for virt-* of aarch64, and this QEMU emulates x86_64"},
                {HEAD UEFI FLASH Q35 FEATURES("\"enrolled-keys\", \"secure-boot\""), "is not signed"},
                {HEAD UEFI MEMORY TARGETS FEATURES("\"host-uefi-vars\""), "keeps its variables in a device of QEMU"},
                {HEAD UEFI "\"mapping\": {\"device\": \"memory\", \"mode\": \"stateful\", \"executable\": "
                           "{\"filename\": \"/dev/null\"}}, " TARGETS FEATURES(""),
                 "keeps its variables in a device of QEMU"},
                {HEAD UEFI "\"mapping\": {\"device\": \"igvm\", \"filename\": \"/dev/null\"}, " TARGETS FEATURES(""),
                 "is mapped as igvm"},
                {HEAD UEFI FLASH TARGETS FEATURES("\"requires-magic\""), "has the feature requires-magic"},
                {HEAD UEFI SPLIT("/dev/null", "/dev/null", "vmdk") TARGETS FEATURES(""), "supports raw and qcow2"},
                {HEAD UEFI SPLIT("/nonexistent/code", "/dev/null", "raw") TARGETS FEATURES(""),
                 "names /nonexistent/code, which cannot be read"},
                {HEAD UEFI SPLIT("/dev/null", "/nonexistent/vars", "raw") TARGETS FEATURES(""),
                 "names /nonexistent/vars, which cannot be read"},
                {HEAD UEFI SPLIT("/dev", "/dev/null", "raw") TARGETS FEATURES(""), "names /dev, which cannot be read"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(TckDescriptor) descriptor = parse(cases[i].text);
                g_autofree char *reason = tck_descriptor_cannot(descriptor, ARCHITECTURE);

                g_test_message("%s", reason);
                g_assert_nonnull(reason);
                g_assert_nonnull(strstr(reason, cases[i].reason));
        }
}

static void test_machines(void) {
        static const struct {
                const char *text, *machine, *reason;
        } cases[] = {
                {WHOLE, "pc-i440fx-7.2", NULL},
                {WHOLE, "pc-q35-11.1", NULL},
                {WHOLE, "pc", "is for pc-i440fx-*, pc-q35-* of x86_64, not for pc"},
                {HEAD UEFI FLASH Q35 FEATURES(""), "pc-i440fx-7.2", "not for pc-i440fx-7.2"},
                {HEAD UEFI FLASH Q35 FEATURES("\"requires-smm\""), "pc-q35-7.2", NULL},
                {HEAD UEFI FLASH TARGETS FEATURES("\"requires-smm\""), "pc-i440fx-7.2", "requires SMM"},
                {HEAD UEFI FLASH
                 "\"targets\": [{\"architecture\": \"aarch64\", \"machines\": [\"*\"]}, {\"architecture\": "
                 "\"x86_64\", \"machines\": []}], " FEATURES(""),
                 "pc-q35-7.2", "not for pc-q35-7.2"},
                {HEAD UEFI FLASH
                 "\"targets\": [{\"architecture\": \"x86_64\", \"machines\": [\"pc-q35-[67].?\"]}], " FEATURES(""),
                 "pc-q35-7.2", NULL},
                {HEAD UEFI FLASH Q35 FEATURES("\"enrolled-keys\""), "pc-q35-7.2", "is not signed"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(TckDescriptor) descriptor = parse(cases[i].text);
                g_autofree char *reason = tck_descriptor_cannot_on(descriptor, ARCHITECTURE, cases[i].machine);

                g_test_message("%s: %s", cases[i].machine, reason);
                g_assert_cmpint(reason != NULL, ==, cases[i].reason != NULL);
                g_assert_true(!reason || strstr(reason, cases[i].reason));
        }
}

/* ---- malformed descriptors ---- */

static void test_malformed(void) {
        static const struct {
                const char *text, *complaint;
        } cases[] = {
                {"", "not JSON"},
                {"{", "not JSON"},
                {"\"text\"", "not JSON"},
                {"[]", "not a JSON object"},
                {"{\"a\" 1}", "50-example.json"},
                {"[[[[[[[[[]]]]]]]]]", "is nested too deeply"},
                {"\xff{}", "not JSON"},
                {"{}", "description is not a printable text"},
                {"{\"description\": 7}", "description is not a printable text"},
                {"{\"description\": \"\"}", "description is not a printable text"},
                {"{\"description\": \"\\u001b[31m\"}", "description is not a printable text"},
                {HEAD "\"tags\": []}", "interface-types is not a list"},
                {HEAD "\"interface-types\": \"uefi\"}", "interface-types is not a list"},
                {HEAD "\"interface-types\": []}", "interface-types is empty"},
                {HEAD "\"interface-types\": [7]}", "interface-types has an entry that is not a printable text"},
                {HEAD "\"interface-types\": [\"a\\nb\"]}", "interface-types has an entry that is not a printable text"},
                {HEAD UEFI TARGETS FEATURES(""), "mapping is not an object"},
                {HEAD UEFI "\"mapping\": []}", "mapping is not an object"},
                {HEAD UEFI "\"mapping\": {}}", "mapping.device is not a printable text"},
                {HEAD UEFI "\"mapping\": {\"device\": 7}}", "mapping.device is not a printable text"},
                {HEAD UEFI "\"mapping\": {\"device\": \"memory\"}}", "mapping.filename is not a printable text"},
                {HEAD UEFI "\"mapping\": {\"device\": \"memory\", \"mode\": \"split\"}}", "mapping.mode is not one of"},
                {HEAD UEFI "\"mapping\": {\"device\": \"memory\", \"executable\": {}}}",
                 "mapping.executable.filename is not a printable text"},
                {HEAD UEFI "\"mapping\": {\"device\": \"kernel\", \"filename\": \"relative\"}}",
                 "mapping.filename is not an absolute path"},
                {HEAD UEFI "\"mapping\": {\"device\": \"flash\"}}", "mapping.executable is not an object"},
                {HEAD UEFI "\"mapping\": {\"device\": \"flash\", \"executable\": \"/x\"}}",
                 "mapping.executable is not an object"},
                {HEAD UEFI "\"mapping\": {\"device\": \"flash\", \"executable\": {\"filename\": \"/x\"}}}",
                 "mapping.executable.format is not a printable text"},
                {HEAD UEFI "\"mapping\": {\"device\": \"flash\", " FILE_OF("executable", "x", "raw") "}}",
                 "mapping.executable.filename is not an absolute path"},
                {HEAD UEFI "\"mapping\": {\"device\": \"flash\", " FILE_OF("executable", "/x", "raw") "}}",
                 "mapping.nvram-template is not an object"},
                {HEAD UEFI "\"mapping\": {\"device\": \"flash\", \"mode\": 7}}", "mapping.mode is not one of"},
                {HEAD UEFI "\"mapping\": {\"device\": \"flash\", \"mode\": \"twin\"}}",
                 "mapping.mode is not one of split"},
                {HEAD UEFI "\"mapping\": {\"device\": \"flash\", \"mode\": \"combined\", " FILE_OF(
                         "executable", "/x", "raw") ", " FILE_OF("nvram-template", "/y", "raw") "}}",
                 "which has no nvram-template"},
                {HEAD UEFI FLASH FEATURES(""), "targets is not a list"},
                {HEAD UEFI FLASH "\"targets\": {}}", "targets is not a list"},
                {HEAD UEFI FLASH "\"targets\": []}", "targets is empty"},
                {HEAD UEFI FLASH "\"targets\": [7]}", "targets[0] is not an object"},
                {HEAD UEFI FLASH "\"targets\": [{}]}", "targets[0].architecture is not a printable text"},
                {HEAD UEFI FLASH "\"targets\": [{\"architecture\": \"x86_64\"}]}", "targets[0].machines is not a list"},
                {HEAD UEFI FLASH "\"targets\": [{\"architecture\": \"x86_64\", \"machines\": [null]}]}",
                 "targets[0].machines has an entry that is not a printable text"},
                {HEAD UEFI FLASH TARGETS "\"tags\": []}", "features is not a list"},
                {HEAD UEFI FLASH TARGETS "\"features\": [{}]}", "features has an entry that is not a printable text"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
                GError *error = NULL;

                g_test_message("%s", cases[i].text);
                g_assert_null(tck_descriptor_parse("/x/50-example.json", cases[i].text, strlen(cases[i].text), &error));
                g_assert_nonnull(strstr(error->message, "/x/50-example.json is not a firmware descriptor: "));
                assert_failed(error, TCK_ERROR_ENVIRONMENT, cases[i].complaint);
        }
}

/* A zero byte does not end the text. */
static void test_zero_byte(void) {
        static const char text[] = WHOLE "\0";
        GError *error = NULL;

        g_assert_null(tck_descriptor_parse("/x/y.json", text, sizeof text, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "not JSON");
}

/* ---- files ---- */

typedef struct {
        char *home; /* the folder of everything below */
        char *specific, *general;
} Folders;

static char *write_file(const char *directory, const char *name, const char *text) {
        char *path = g_build_filename(directory, name, NULL);

        g_assert_true(g_file_set_contents(path, text, -1, NULL));
        return path;
}

static void put(const char *directory, const char *name, const char *text) {
        g_free(write_file(directory, name, text));
}

static void set_up(Folders *folders, gconstpointer unused) {
        (void) unused;
        folders->home = g_dir_make_tmp("pvpanic-tck-unit-XXXXXX", NULL);
        g_assert_nonnull(folders->home);
        folders->specific = g_build_filename(folders->home, "specific", NULL);
        folders->general = g_build_filename(folders->home, "general", NULL);
        g_assert_no_errno(g_mkdir(folders->specific, 0700));
        g_assert_no_errno(g_mkdir(folders->general, 0700));
}

static void remove_directory(char *directory) {
        g_autoptr(GDir) entries = g_dir_open(directory, 0, NULL);
        const char *name;

        while ((name = g_dir_read_name(entries))) {
                g_autofree char *path = g_build_filename(directory, name, NULL);

                g_assert_no_errno(g_remove(path));
        }
        g_assert_no_errno(g_rmdir(directory));
        g_free(directory);
}

static void tear_down(Folders *folders, gconstpointer unused) {
        (void) unused;
        remove_directory(folders->specific);
        remove_directory(folders->general);
        remove_directory(folders->home);
}

/* By name; the first directory takes precedence, and an empty file hides descriptors of its name. */
static void test_list(Folders *folders, gconstpointer unused) {
        const char *const directories[] = {folders->specific, "/nonexistent", folders->general, NULL};
        static const struct {
                const char *name, *from;
                gboolean hides;
        } expected[] = {{"10-a.json", "general", FALSE},
                        {"20-b.json", "specific", FALSE},
                        {"30-c.json", "specific", TRUE},
                        {"40-d.json", "specific", TRUE}};
        g_autofree char *link = g_build_filename(folders->specific, "40-d.json", NULL);
        g_autofree char *directory = g_build_filename(folders->specific, "10-a.json", NULL);
        g_autoptr(GPtrArray) files = NULL;

        (void) unused;
        put(folders->general, "30-c.json", WHOLE);
        put(folders->general, "20-b.json", WHOLE);
        put(folders->general, "10-a.json", WHOLE);
        put(folders->general, "00-readme.txt", "no descriptor");
        put(folders->specific, "20-b.json", WHOLE);
        put(folders->specific, "30-c.json", "");
        g_assert_no_errno(symlink("/dev/null", link));
        g_assert_no_errno(g_mkdir(directory, 0700));
        files = tck_descriptor_list(directories);
        g_assert_cmpuint(files->len, ==, G_N_ELEMENTS(expected));
        for (guint i = 0; i < files->len; i++) {
                const TckDescriptorFile *file = files->pdata[i];
                g_autofree char *path = g_build_filename(folders->home, expected[i].from, expected[i].name, NULL);

                g_assert_cmpstr(file->name, ==, expected[i].name);
                g_assert_cmpstr(file->path, ==, path);
                g_assert_cmpint(file->hides, ==, expected[i].hides);
        }
}

static void test_unreadable(Folders *folders, gconstpointer unused) {
        g_autofree char *long_text = g_strnfill(1 << 20, ' ');
        g_autofree char *whole = write_file(folders->general, "whole.json", WHOLE);
        g_autofree char *endless = write_file(folders->general, "long.json", long_text);
        g_autofree char *pipe = g_build_filename(folders->general, "pipe.json", NULL);
        g_autoptr(TckDescriptor) descriptor = tck_descriptor_load(whole, NULL);
        GError *error = NULL;

        (void) unused;
        g_assert_nonnull(descriptor);
        g_assert_null(tck_descriptor_load("/nonexistent/x.json", &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "cannot read /nonexistent/x.json");
        g_assert_null(tck_descriptor_load(folders->general, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "it is not a regular file");
        g_assert_null(tck_descriptor_load("/dev/zero", &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "it is not a regular file");
        g_assert_null(tck_descriptor_load(endless, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "it has more than 65536 bytes");
        /* Opening a pipe without a writer does not block. */
        g_assert_no_errno(mkfifo(pipe, 0600));
        g_assert_null(tck_descriptor_load(pipe, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "it is not a regular file");
}

/* ---- the values of --firmware ---- */

static void test_image(Folders *folders, gconstpointer unused) {
        g_autofree char *path = write_file(folders->general, "a,b", "text");
        g_autofree char *qcow = write_file(folders->general, "c", "QFI\xfb and more");
        g_autofree char *twice = g_build_filename(folders->general, "a,,b", NULL);
        g_autofree char *pair = g_strdup_printf("%s,%s", twice, qcow);
        g_autoptr(TckFirmware) one = tck_firmware_new(twice, tck_default_arch(), ARCHITECTURE, NULL);
        g_autoptr(TckFirmware) two = tck_firmware_new(pair, tck_default_arch(), ARCHITECTURE, NULL);
        g_autoptr(TckFirmware) other = tck_firmware_new(qcow, tck_default_arch(), ARCHITECTURE, NULL);
        const TckFirmwareImage *image;
        char *reason;

        (void) unused;
        g_assert_nonnull(one);
        image = tck_firmware_for(one, "any", &reason);
        g_assert_cmpint(image->device, ==, TCK_FIRMWARE_BIOS);
        g_assert_cmpstr(image->code.path, ==, path);
        g_assert_false(tck_firmware_is_edk2(image));
        g_assert_nonnull(two);
        image = tck_firmware_for(two, "any", &reason);
        g_assert_cmpint(image->device, ==, TCK_FIRMWARE_FLASH);
        g_assert_cmpstr(image->code.path, ==, path);
        g_assert_cmpstr(image->code.format, ==, "raw");
        g_assert_cmpstr(image->variables.path, ==, qcow);
        g_assert_cmpstr(image->variables.format, ==, "qcow2");
        g_assert_nonnull(other);
        image = tck_firmware_for(other, "any", &reason);
        g_assert_cmpint(image->device, ==, TCK_FIRMWARE_FLASH);
        g_assert_true(image->combined);
        g_assert_true(tck_firmware_is_edk2(image));
}

/* Whether an image with the signature of a firmware volume at that offset is EDK2. */
static gboolean volume_is_edk2(Folders *folders, gsize offset) {
        g_autofree char *before = g_strnfill(offset, '.'), *text = g_strconcat(before, "_FVH and more", NULL);
        g_autofree char *path = write_file(folders->general, "OVMF.fd", text);
        g_autoptr(TckFirmware) firmware = tck_firmware_new(path, tck_default_arch(), ARCHITECTURE, NULL);
        char *reason;

        return tck_firmware_is_edk2(tck_firmware_for(firmware, "any", &reason));
}

static void test_volume(Folders *folders, gconstpointer unused) {
        (void) unused;
        g_assert_true(volume_is_edk2(folders, 40));
        g_assert_true(volume_is_edk2(folders, 4096 + 40));
        g_assert_false(volume_is_edk2(folders, 41));
        g_assert_false(volume_is_edk2(folders, 0));
}

/* The name of the firmware in an image with that text. */
static const char *name_of(Folders *folders, const char *text) {
        g_autofree char *path = write_file(folders->general, "image", text);
        g_autoptr(TckFirmware) firmware = tck_firmware_new(path, tck_default_arch(), ARCHITECTURE, NULL);
        char *reason;

        return tck_firmware_name(tck_firmware_for(firmware, "any", &reason));
}

static void test_name(Folders *folders, gconstpointer unused) {
        g_autofree char *before = g_strnfill(100000, '.'), *late = g_strconcat(before, "U-Boot 2023.01+dfsg", NULL);
        g_autofree char *volume = g_strnfill(40, '.'), *edk2 = g_strconcat(volume, "_FVH U-Boot 2023.01", NULL);

        (void) unused;
        g_assert_cmpstr(name_of(folders, "U-Boot 2023.01"), ==, "u-boot");
        g_assert_cmpstr(name_of(folders, late), ==, "u-boot");
        g_assert_cmpstr(name_of(folders, edk2), ==, "edk2");
        g_assert_cmpstr(name_of(folders, "U-Boot"), ==, NULL);
        g_assert_cmpstr(name_of(folders, ""), ==, NULL);
}

static void test_no_image(Folders *folders, gconstpointer unused) {
        g_autofree char *path = write_file(folders->general, "code", "text");
        g_autofree char *half = g_strconcat(path, ",", NULL), *more = g_strconcat(path, ",", path, ",", path, NULL);
        g_autofree char *not_there = g_strconcat(path, ",/nonexistent", NULL);
        const struct {
                const char *words, *complaint;
        } cases[] = {{"", "cannot use "},
                     {"/nonexistent", "cannot use /nonexistent as firmware: No such file"},
                     {folders->general, "Is a directory"},
                     {half, "No such file"},
                     {more, "more parts than CODE and VARS"},
                     {not_there, "cannot use /nonexistent as firmware"},
                     {"no-such-name", "neither such a file nor a descriptor of that name"}};

        (void) unused;
        for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
                GError *error = NULL;

                g_test_message("%s", cases[i].words);
                g_assert_null(tck_firmware_new(cases[i].words, tck_default_arch(), ARCHITECTURE, &error));
                assert_failed(error, TCK_ERROR_ENVIRONMENT, cases[i].complaint);
        }
}

static void test_descriptor(Folders *folders, gconstpointer unused) {
        g_autofree char *q35 = write_file(folders->general, "q35.json", HEAD UEFI FLASH Q35 FEATURES(""));
        g_autofree char *signed_only =
                write_file(folders->general, "keys.json", HEAD UEFI FLASH Q35 FEATURES("\"enrolled-keys\""));
        g_autofree char *broken = write_file(folders->general, "broken.json", "{}");
        g_autoptr(TckFirmware) firmware = tck_firmware_new(q35, tck_default_arch(), ARCHITECTURE, NULL);
        g_autofree char *reason = NULL;
        GError *error = NULL;

        (void) unused;
        g_assert_nonnull(firmware);
        g_assert_cmpstr(tck_firmware_for(firmware, "pc-q35-7.2", &reason)->variables.path, ==, "/dev/zero");
        g_assert_null(tck_firmware_for(firmware, "pc-i440fx-7.2", &reason));
        g_assert_cmpstr(reason, ==, "q35.json is for pc-q35-* of x86_64, not for pc-i440fx-7.2");
        g_assert_null(tck_firmware_new(signed_only, tck_default_arch(), ARCHITECTURE, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "as firmware: it has Secure Boot's keys enrolled");
        g_assert_null(tck_firmware_new(broken, tck_default_arch(), ARCHITECTURE, &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "broken.json is not a firmware descriptor: description");
}

#define ADD(name, function) g_test_add("/firmware/" name, Folders, NULL, set_up, function, tear_down)

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/firmware/descriptor/whole", test_whole);
        g_test_add_func("/firmware/descriptor/modes", test_modes);
        g_test_add_func("/firmware/descriptor/cannot", test_cannot);
        g_test_add_func("/firmware/descriptor/machines", test_machines);
        g_test_add_func("/firmware/descriptor/malformed", test_malformed);
        g_test_add_func("/firmware/descriptor/zero-byte", test_zero_byte);
        ADD("descriptor/list", test_list);
        ADD("descriptor/unreadable", test_unreadable);
        ADD("image", test_image);
        ADD("volume", test_volume);
        ADD("images/name", test_name);
        ADD("no-image", test_no_image);
        ADD("descriptor/named-by-path", test_descriptor);
        return g_test_run();
}
