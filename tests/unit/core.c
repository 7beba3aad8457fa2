/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores: the commands that take one, what a failure leaves behind, and what is read from a file, well-formed or not. */
#include "dump.h"

#include <gelf.h>
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "arch.h"
#include "cores.h"

/* ---- taking: a monitor ---- */

#define GREETING "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 2, \"major\": 7}}}}\n"
#define CONTENT "what QEMU wrote"

typedef struct {
        int fd;
        const char *dump;    /* the answer to dump-guest-memory, without its id; NULL: no answer */
        GString *heard;      /* the command dump-guest-memory, as received */
        const char *formats; /* the answer to query-dump-guest-memory-capability */
} Monitor;

/* Receives one command, and the descriptor that came with it. FALSE once the client has disconnected. */
static gboolean hear(Monitor *monitor, GString *line, int *passed) {
        char byte = '\0';

        g_string_truncate(line, 0);
        while (byte != '\n') {
                char control[CMSG_SPACE(sizeof(int))];
                struct iovec vector = {&byte, 1};
                struct msghdr message = {
                        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};

                if (recvmsg(monitor->fd, &message, MSG_CMSG_CLOEXEC) <= 0)
                        return FALSE;
                if (CMSG_FIRSTHDR(&message))
                        memcpy(passed, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof *passed);
                g_string_append_c(line, byte);
        }
        return TRUE;
}

static void say(Monitor *monitor, const char *line, const char *answer) {
        g_autofree char *text = g_strdup_printf("{%s, \"id\": %s", answer, strstr(line, "\"id\":") + strlen("\"id\":"));

        g_assert_true(tck_write_all(monitor->fd, text, strlen(text), tck_deadline(PATIENCE), NULL));
}

static void dump(Monitor *monitor, const char *line, int file) {
        static const char event[] = "{\"event\": \"DUMP_COMPLETED\"}\n{\"event\": \"RESUME\"}\n";

        g_string_assign(monitor->heard, line);
        g_assert_cmpint(write(file, CONTENT, strlen(CONTENT)), ==, strlen(CONTENT));
        g_assert_true(tck_write_all(monitor->fd, event, strlen(event), tck_deadline(PATIENCE), NULL));
        if (monitor->dump)
                say(monitor, line, monitor->dump);
}

static gpointer serve(gpointer data) {
        Monitor *monitor = data;
        g_autoptr(GString) line = g_string_new(NULL);
        int file = -1;

        g_assert_true(tck_write_all(monitor->fd, GREETING, strlen(GREETING), tck_deadline(PATIENCE), NULL));
        while (hear(monitor, line, &file)) {
                if (strstr(line->str, "dump-guest-memory\""))
                        dump(monitor, line->str, file);
                else if (strstr(line->str, "capability\""))
                        say(monitor, line->str, monitor->formats);
                else
                        say(monitor, line->str, "\"return\": {}");
        }
        if (file >= 0)
                close(file);
        return NULL;
}

typedef struct {
        Monitor monitor;
        GThread *thread;
        Qmp *qmp;
        char *directory, *path;
} Scene;

static void set_up(Scene *scene, const char *answer) {
        GError *error = NULL;
        int ours;

        *scene = (Scene){.monitor = {.dump = answer, .heard = g_string_new(NULL)}};
        make_sockets(SOCK_STREAM, &ours, &scene->monitor.fd);
        scene->thread = g_thread_new("monitor", serve, &scene->monitor);
        scene->qmp = qmp_new(ours, NULL);
        qmp_handshake(scene->qmp, tck_deadline(PATIENCE), &error);
        g_assert_no_error(error);
        scene->directory = g_dir_make_tmp("pvpanic-tck-unit-XXXXXX", &error);
        g_assert_no_error(error);
        scene->path = g_build_filename(scene->directory, "core", NULL);
}

/* The folder has to be empty. */
static void tear_down(Scene *scene) {
        qmp_free(scene->qmp);
        g_thread_join(scene->thread);
        close(scene->monitor.fd);
        g_string_free(scene->monitor.heard, TRUE);
        g_assert_no_errno(rmdir(scene->directory));
        g_free(scene->directory);
        g_free(scene->path);
}

static void test_take(void) {
        const TckCoreOptions options = {.format = TCK_CORE_ELF, .paging = TRUE, .begin = 4096, .length = 8192};
        g_autofree char *content = NULL;
        GError *error = NULL;
        struct stat status;
        JsonObject *event;
        Scene scene;

        set_up(&scene, "\"return\": {}");
        g_assert_true(tck_core_take(scene.qmp, scene.path, &options, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        g_assert_true(g_file_get_contents(scene.path, &content, NULL, NULL));
        g_assert_cmpstr(content, ==, CONTENT);
        g_assert_no_errno(stat(scene.path, &status));
        g_assert_cmphex(status.st_mode & 07777, ==, 0600);
        g_assert_nonnull(strstr(scene.monitor.heard->str, "\"paging\":true"));
        g_assert_nonnull(strstr(scene.monitor.heard->str, "\"protocol\":\"fd:core\""));
        g_assert_nonnull(strstr(scene.monitor.heard->str, "\"format\":\"elf\""));
        g_assert_nonnull(strstr(scene.monitor.heard->str, "\"begin\":4096"));
        g_assert_nonnull(strstr(scene.monitor.heard->str, "\"length\":8192"));
        /* Events stay in the queue. */
        for (int i = 0; i < 2; i++) {
                event = qmp_next_event(scene.qmp);
                g_assert_nonnull(event);
                json_object_unref(event);
        }
        g_assert_no_errno(unlink(scene.path));
        tear_down(&scene);
}

static void test_all_of_it(void) {
        const TckCoreOptions options = {.format = TCK_CORE_KDUMP_RAW_SNAPPY};
        GError *error = NULL;
        Scene scene;

        set_up(&scene, "\"return\": {}");
        g_assert_true(tck_core_take(scene.qmp, scene.path, &options, tck_deadline(PATIENCE), &error));
        g_assert_no_error(error);
        g_assert_nonnull(strstr(scene.monitor.heard->str, "\"paging\":false"));
        g_assert_nonnull(strstr(scene.monitor.heard->str, "\"format\":\"kdump-raw-snappy\""));
        g_assert_null(strstr(scene.monitor.heard->str, "begin"));
        g_assert_no_errno(unlink(scene.path));
        tear_down(&scene);
}

/* A failure leaves no file behind, and does not change an existing one. */
static void test_failure(void) {
        const TckCoreOptions options = {.format = TCK_CORE_ELF};
        g_autofree char *content = NULL, *nowhere = NULL;
        GError *error = NULL;
        Scene scene;

        set_up(&scene, "\"error\": {\"class\": \"GenericError\", \"desc\": \"dump: no\"}");
        g_assert_false(tck_core_take(scene.qmp, scene.path, &options, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_REFUSED, "taking a core of the guest: QEMU refused dump-guest-memory: dump: no");
        nowhere = g_build_filename(scene.path, "deeper", NULL);
        g_assert_false(tck_core_take(scene.qmp, nowhere, &options, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, nowhere);
        g_assert_true(g_file_set_contents(scene.path, "before", -1, NULL));
        g_assert_false(tck_core_take(scene.qmp, scene.path, &options, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_REFUSED, "");
        g_assert_true(g_file_get_contents(scene.path, &content, NULL, NULL));
        g_assert_cmpstr(content, ==, "before");
        g_assert_no_errno(unlink(scene.path));
        tear_down(&scene);
}

static void test_deadline(void) {
        const TckCoreOptions options = {.format = TCK_CORE_ELF};
        GError *error = NULL;
        Scene scene;

        set_up(&scene, NULL);
        g_assert_false(tck_core_take(scene.qmp, scene.path, &options, tck_deadline(0.05), &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, "dump-guest-memory");
        tear_down(&scene);
}

/* A limit on the size of files has the effect of a full disk. */
static void test_full_disk(void) {
        const struct rlimit little = {64, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
        const TckCoreOptions options = {.format = TCK_CORE_ELF};
        GError *error = NULL;
        Scene scene;

        set_up(&scene,
               "\"error\": {\"class\": \"GenericError\", \"desc\": \"dump: failed to write start flat header\"}");
        signal(SIGXFSZ, SIG_IGN);
        g_assert_no_errno(setrlimit(RLIMIT_FSIZE, &little));
        g_assert_false(tck_core_take(scene.qmp, scene.path, &options, tck_deadline(PATIENCE), &error));
        g_assert_no_errno(setrlimit(RLIMIT_FSIZE, &all));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "no room for ");
        tear_down(&scene);
}

static void test_offered(void) {
        GError *error = NULL;
        gboolean offered;
        Scene scene;

        set_up(&scene, NULL);
        scene.monitor.formats = "\"return\": {\"formats\": [\"elf\", 7, \"kdump-zlib\"]}";
        g_assert_true(tck_core_offered(scene.qmp, TCK_CORE_ELF, &offered, tck_deadline(PATIENCE), &error));
        g_assert_true(offered);
        g_assert_true(tck_core_offered(scene.qmp, TCK_CORE_KDUMP_LZO, &offered, tck_deadline(PATIENCE), &error));
        g_assert_false(offered);
        scene.monitor.formats = "\"return\": []";
        g_assert_false(tck_core_offered(scene.qmp, TCK_CORE_ELF, &offered, tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_PROTOCOL, "formats");
        tear_down(&scene);
}

/* ---- reading: ELF ---- */

enum {
        NOTES_AT = 512,
        SEGMENT_AT = 4096,
        SEGMENT_SIZE = 8192,
        PHYSICAL = 0x100000,
        VIRTUAL = 0x40000000,
};

static void write_at(int fd, gsize offset, const void *bytes, gsize length) {
        g_assert_cmpint(pwrite(fd, bytes, length, (off_t) offset), ==, (gssize) length);
}

/* Written by libelf, which is told not to change the layout. */
static void write_headers(int fd, gsize notes) {
        Elf *elf;
        GElf_Ehdr header = {.e_machine = EM_X86_64, .e_type = ET_CORE, .e_version = EV_CURRENT};
        GElf_Phdr segments[] = {
                {.p_type = PT_NOTE, .p_offset = NOTES_AT, .p_filesz = notes, .p_memsz = notes},
                {.p_type = PT_LOAD,
                 .p_offset = SEGMENT_AT,
                 .p_paddr = PHYSICAL,
                 .p_vaddr = VIRTUAL,
                 .p_filesz = SEGMENT_SIZE / 2,
                 .p_memsz = SEGMENT_SIZE / 2},
                {.p_type = PT_LOAD,
                 .p_offset = SEGMENT_AT + SEGMENT_SIZE / 2,
                 .p_paddr = PHYSICAL + SEGMENT_SIZE / 2,
                 .p_vaddr = VIRTUAL + SEGMENT_SIZE,
                 .p_filesz = SEGMENT_SIZE / 2,
                 .p_memsz = SEGMENT_SIZE},
        };

        elf_version(EV_CURRENT);
        elf = elf_begin(fd, ELF_C_WRITE, NULL);
        g_assert_nonnull(elf);
        elf_flagelf(elf, ELF_C_SET, ELF_F_LAYOUT);
        g_assert_nonnull(gelf_newehdr(elf, ELFCLASS64));
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_phoff = sizeof(Elf64_Ehdr);
        header.e_ehsize = sizeof(Elf64_Ehdr);
        g_assert_nonnull(gelf_newphdr(elf, G_N_ELEMENTS(segments)));
        g_assert_nonnull(gelf_getehdr(elf, &(GElf_Ehdr){0}));
        header.e_phnum = G_N_ELEMENTS(segments);
        header.e_phentsize = sizeof(Elf64_Phdr);
        g_assert_true(gelf_update_ehdr(elf, &header));
        for (int i = 0; i < (int) G_N_ELEMENTS(segments); i++)
                g_assert_true(gelf_update_phdr(elf, i, segments + i));
        g_assert_cmpint(elf_update(elf, ELF_C_WRITE), >, 0);
        elf_end(elf);
}

/* The n-th byte of memory is n mod 251. Free with remove_scratch(). */
static char *make_elf(int *ret_fd) {
        char *path = make_scratch("core");
        g_autoptr(GByteArray) notes = make_notes();
        guint8 memory[SEGMENT_SIZE] = {0};

        *ret_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        g_assert_no_errno(*ret_fd);
        for (gsize i = 0; i < sizeof memory; i++)
                memory[i] = (guint8) (i % 251);
        write_headers(*ret_fd, notes->len);
        write_at(*ret_fd, NOTES_AT, notes->data, notes->len);
        write_at(*ret_fd, SEGMENT_AT, memory, sizeof memory);
        return path;
}

static void check_memory(const TckCore *core) {
        const guint64 end = PHYSICAL + SEGMENT_SIZE;
        guint8 bytes[16];
        GError *error = NULL;

        /* Across the border of two segments that are adjacent only in physical memory. */
        g_assert_true(tck_core_read(core, PHYSICAL + SEGMENT_SIZE / 2 - 8, bytes, sizeof bytes, &error));
        for (gsize i = 0; i < sizeof bytes; i++)
                g_assert_cmpuint(bytes[i], ==, (SEGMENT_SIZE / 2 - 8 + i) % 251);
        g_assert_false(tck_core_read_virtual(core, VIRTUAL + SEGMENT_SIZE / 2 - 8, bytes, sizeof bytes, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "virtual address 0x40001000");
        g_assert_true(tck_core_read_virtual(core, VIRTUAL + SEGMENT_SIZE, bytes, sizeof bytes, &error));
        g_assert_cmpuint(bytes[0], ==, SEGMENT_SIZE / 2 % 251);
        g_assert_true(tck_core_read(core, end - 16, bytes, sizeof bytes, &error));
        /* The second half of the last segment is not in the file. */
        g_assert_false(tck_core_read(core, end - 15, bytes, sizeof bytes, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "physical address 0x102000");
        g_assert_false(tck_core_read(core, G_MAXUINT64, bytes, sizeof bytes, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "0xffffffffffffffff");
}

static void test_elf(void) {
        GError *error = NULL;
        int fd;
        char *path = make_elf(&fd);
        g_autoptr(TckCore) core = tck_core_open(path, tck_deadline(PATIENCE), &error);

        g_assert_no_error(error);
        g_assert_cmpint(core->format, ==, TCK_CORE_ELF);
        g_assert_null(core->kdump);
        g_assert_cmpuint(core->header_size, ==, 64);
        check_notes(core);
        g_assert_cmpstr(core->vmcoreinfo, ==, "OSRELEASE=1\n");
        g_assert_cmpuint(core->segment_count, ==, 2);
        g_assert_cmphex(core->segments[1].physical, ==, PHYSICAL + SEGMENT_SIZE / 2);
        g_assert_cmpuint(core->segments[1].length, ==, SEGMENT_SIZE / 2);
        g_assert_cmpuint(core->segments[1].memory, ==, SEGMENT_SIZE);
        check_memory(core);
        close(fd);
        remove_scratch(path);
}

/* ---- malformed files ---- */

#define PHDR(number, field) (sizeof(Elf64_Ehdr) + (number) * sizeof(Elf64_Phdr) + offsetof(Elf64_Phdr, field))
#define EHDR(field) offsetof(Elf64_Ehdr, field)

enum { SECOND_NOTE = NOTES_AT + 20 + PRSTATUS_SIZE, THIRD_NOTE = SECOND_NOTE + 20 + 144 };

static const struct {
        const char *name;
        gsize offset; /* where to put a value of this many bytes */
        gsize size;   /* 0: truncate the file here */
        guint64 value;
        const char *complaint;
} flaws[] = {
        {"empty", 0, 0, 0, "too short"},
        {"headers-cut", 100, 0, 0, "headers extend beyond the file"},
        {"memory-cut", SEGMENT_AT + SEGMENT_SIZE - 1, 0, 0, "extends beyond the file"},
        {"magic", 0, 1, 'E', "neither an ELF file nor a kdump core"},
        {"type", EHDR(e_type), 2, ET_EXEC, "but not a core"},
        {"machine", EHDR(e_machine), 2, EM_MIPS, "not an ELF core of a known architecture"},
        {"endian", EI_DATA, 1, ELFDATA2MSB, ""},
        {"headers-beyond", EHDR(e_phoff), 8, 1 << 20, "headers extend beyond the file"},
        {"offset", PHDR(1, p_offset), 8, G_MAXUINT64, "extends beyond the file"},
        {"length", PHDR(1, p_filesz), 8, G_MAXUINT64 - SEGMENT_AT, "extends beyond the file"},
        {"longer-than-memory", PHDR(1, p_memsz), 8, 1, "longer in the file than in memory"},
        {"physical-wraps", PHDR(1, p_paddr), 8, G_MAXUINT64 - 1, "exceeds the address space"},
        {"virtual-wraps", PHDR(2, p_vaddr), 8, G_MAXUINT64 - 1, "exceeds the address space"},
        {"notes-beyond", PHDR(0, p_offset), 8, 1 << 30, "extends beyond the file"},
        {"note-name", NOTES_AT, 4, G_MAXUINT32, "extends beyond its segment"},
        {"note-size", SECOND_NOTE + 4, 4, G_MAXUINT32 - 2, "extends beyond its segment"},
        {"prstatus-size", NOTES_AT + 4, 4, PRSTATUS_SIZE - 4, "wrong length for such a CPU"},
        {"state-version", THIRD_NOTE + 20, 4, 2, "not a CPU state of version 1"},
        {"state-size", THIRD_NOTE + 24, 4, 8, "not a CPU state of version 1"},
};

static void test_flaw(gconstpointer data) {
        guint number = GPOINTER_TO_UINT(data);
        int fd;
        char *path = make_elf(&fd);
        guint64 value = GUINT64_TO_LE(flaws[number].value);

        if (flaws[number].size)
                write_at(fd, flaws[number].offset, &value, flaws[number].size);
        else
                g_assert_no_errno(ftruncate(fd, (off_t) flaws[number].offset));
        assert_malformed(path, flaws[number].complaint);
        close(fd);
        remove_scratch(path);
}

static void test_no_file(void) {
        GError *error = NULL;

        g_assert_null(tck_core_open("/nonexistent/core", tck_deadline(PATIENCE), &error));
        assert_failed(error, TCK_ERROR_ENVIRONMENT, "/nonexistent/core");
        assert_malformed("/dev/null", "not a regular file");
        tck_core_free(NULL);
}

/* ---- excessive files ---- */

/* An ELF core with this many segments, all of them copies of the first. */
static char *make_segments(const Elf64_Phdr *first, guint count, guint64 physical_step, int *ret_fd, gsize *ret_end) {
        char *path = make_scratch("core");
        /* The number is too large for e_phnum, so section 0 has it. */
        Elf64_Shdr section = {.sh_info = GUINT32_TO_LE(count)};
        Elf64_Ehdr header = {.e_type = GUINT16_TO_LE(ET_CORE),
                             .e_machine = GUINT16_TO_LE(EM_X86_64),
                             .e_version = GUINT32_TO_LE(EV_CURRENT),
                             .e_ehsize = GUINT16_TO_LE(sizeof header),
                             .e_phentsize = GUINT16_TO_LE(sizeof *first),
                             .e_shentsize = GUINT16_TO_LE(sizeof section),
                             .e_phoff = GUINT64_TO_LE(sizeof header + sizeof section),
                             .e_shoff = GUINT64_TO_LE(sizeof header),
                             .e_phnum = GUINT16_TO_LE(PN_XNUM),
                             .e_shnum = GUINT16_TO_LE(1)};
        g_autofree Elf64_Phdr *segments = g_new(Elf64_Phdr, count);

        memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_ident[EI_VERSION] = EV_CURRENT;
        *ret_end = sizeof header + sizeof section + count * sizeof *segments;
        for (guint i = 0; i < count; i++) {
                segments[i] = *first;
                segments[i].p_offset = GUINT64_TO_LE(*ret_end);
                segments[i].p_paddr = GUINT64_TO_LE(first->p_paddr + i * physical_step);
        }
        *ret_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        g_assert_no_errno(*ret_fd);
        write_at(*ret_fd, 0, &header, sizeof header);
        write_at(*ret_fd, sizeof header, &section, sizeof section);
        write_at(*ret_fd, sizeof header + sizeof section, segments, count * sizeof *segments);
        return path;
}

/* The same mebibyte of notes many times: 100 GiB to read, and to keep copies of. */
static void test_same_notes(void) {
        const gsize size = 1 << 20;
        const Elf64_Phdr note = {.p_type = GUINT32_TO_LE(PT_NOTE), .p_filesz = GUINT64_TO_LE(size)};
        g_autoptr(GByteArray) notes = g_byte_array_new();
        g_autofree char *text = g_strnfill(size - 24, 'x');
        gsize end;
        int fd;
        char *path = make_segments(&note, 100000, 0, &fd, &end);

        add_note(notes, "VMCOREINFO", 0, text, size - 24);
        g_assert_cmpuint(notes->len, ==, size);
        write_at(fd, end, notes->data, notes->len);
        assert_malformed(path, "too many notes");
        close(fd);
        remove_scratch(path);
}

/* Memory in pieces of one byte, each of them a segment. */
static void test_many_segments(void) {
        enum { COUNT = 300000 };
        const Elf64_Phdr load = {.p_type = GUINT32_TO_LE(PT_LOAD),
                                 .p_filesz = GUINT64_TO_LE(1),
                                 .p_memsz = GUINT64_TO_LE(1),
                                 .p_paddr = GUINT64_TO_LE(PHYSICAL)};
        g_autofree guint8 *bytes = g_malloc(COUNT);
        g_autoptr(TckCore) core = NULL;
        GError *error = NULL;
        gsize end;
        int fd;
        char *path = make_segments(&load, COUNT, 1, &fd, &end);

        write_at(fd, end, "x", 1);
        core = tck_core_open(path, tck_deadline(PATIENCE), &error);
        g_assert_no_error(error);
        g_assert_cmpuint(core->segment_count, ==, COUNT);
        g_assert_true(tck_core_read(core, PHYSICAL, bytes, COUNT, &error));
        g_assert_no_error(error);
        for (guint i = 0; i < COUNT; i++)
                g_assert_cmpint(bytes[i], ==, 'x');
        g_assert_false(tck_core_read(core, PHYSICAL + COUNT, bytes, 1, &error));
        assert_failed(error, TCK_ERROR_REFUSED, "");
        close(fd);
        remove_scratch(path);
}

static void test_many_cpus(void) {
        const Elf64_Phdr first = {.p_type = GUINT32_TO_LE(PT_NOTE)};
        g_autoptr(GByteArray) notes = g_byte_array_new();
        guint8 prstatus[PRSTATUS_SIZE] = {0};
        g_autoptr(TckCore) core = NULL;
        GError *error = NULL;
        gsize end;
        int fd;
        char *path = make_segments(&first, 1, 0, &fd, &end);
        guint64 size;

        for (guint i = 0; i < TCK_CORE_CPUS_MAX; i++)
                add_note(notes, "CORE", NT_PRSTATUS, prstatus, sizeof prstatus);
        write_at(fd, end, notes->data, notes->len);
        size = GUINT64_TO_LE(notes->len);
        write_at(fd, sizeof(Elf64_Ehdr) + sizeof(Elf64_Shdr) + offsetof(Elf64_Phdr, p_filesz), &size, sizeof size);
        core = tck_core_open(path, tck_deadline(PATIENCE), &error);
        g_assert_no_error(error);
        g_assert_cmpuint(core->cpu_count, ==, TCK_CORE_CPUS_MAX);

        add_note(notes, "CORE", NT_PRSTATUS, prstatus, sizeof prstatus);
        write_at(fd, end, notes->data, notes->len);
        size = GUINT64_TO_LE(notes->len);
        write_at(fd, sizeof(Elf64_Ehdr) + sizeof(Elf64_Shdr) + offsetof(Elf64_Phdr, p_filesz), &size, sizeof size);
        assert_malformed(path, "too many CPUs");
        close(fd);
        remove_scratch(path);
}

static void test_late(void) {
        GError *error = NULL;
        int fd;
        char *path = make_elf(&fd);

        g_assert_null(tck_core_open(path, 0, &error));
        assert_failed(error, TCK_ERROR_TIMEOUT, path);
        close(fd);
        remove_scratch(path);
}

/* Registers of other architectures in the note of a CPU: the n-th number behind the head is n. */
static void test_prstatus(void) {
        enum { HEAD = 112, LONGEST = 392 };
        static const struct {
                const char *arch;
                gsize size;
                guint64 ip, sp;
        } notes[] = {{"aarch64", 392, 32, 31}, {"riscv64", 376, 0, 2}};
        guint8 note[LONGEST] = {0};

        for (guint8 n = 0; HEAD + 8 * n < LONGEST; n++)
                note[HEAD + 8 * n] = n;
        for (gsize i = 0; i < G_N_ELEMENTS(notes); i++) {
                const TckArch *arch = tck_find_arch(notes[i].arch);
                TckRegisters registers = {0};

                g_assert_true(tck_arch_read_prstatus(arch, note, notes[i].size, &registers));
                g_assert_cmpuint(registers.ip, ==, notes[i].ip);
                g_assert_cmpuint(registers.sp, ==, notes[i].sp);
                g_assert_false(tck_arch_read_prstatus(arch, note, notes[i].size - 8, &registers));
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/core/take/filtered", test_take);
        g_test_add_func("/core/take/all", test_all_of_it);
        g_test_add_func("/core/take/failure", test_failure);
        g_test_add_func("/core/take/deadline", test_deadline);
        g_test_add_func("/core/take/full-disk", test_full_disk);
        g_test_add_func("/core/take/offered", test_offered);
        g_test_add_func("/core/elf/good", test_elf);
        for (guint i = 0; i < G_N_ELEMENTS(flaws); i++) {
                g_autofree char *path = g_strdup_printf("/core/elf/flaw/%s", flaws[i].name);

                g_test_add_data_func(path, GUINT_TO_POINTER(i), test_flaw);
        }
        g_test_add_func("/core/no-file", test_no_file);
        g_test_add_func("/core/elf/same-notes", test_same_notes);
        g_test_add_func("/core/elf/many-segments", test_many_segments);
        g_test_add_func("/core/elf/many-cpus", test_many_cpus);
        g_test_add_func("/core/elf/late", test_late);
        g_test_add_func("/core/elf/prstatus", test_prstatus);
        return g_test_run();
}
