/* SPDX-License-Identifier: BSD-2-Clause */
#include "incident_archive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evidence.h"
#include "file.h"

/* An incident's folder has no subfolders, but a hook may have added some. */
enum { DEPTH_MAX = 16, TIME_LENGTH = 22, BLOCK = 512, ERASE_TRIES = 3 };

typedef struct {
        char *name, *guest; /* of the folder, and of the guest in it */
        guint64 bytes;      /* at the last measurement */
        gboolean busy;      /* being written */
} Entry;

struct TckArchive {
        char *directory;
        guint keep;
        guint64 most_bytes;

        GMutex mutex;
        GPtrArray *entries; /* Entry *, oldest first */
        guint64 bytes;      /* of all entries */
        guint64 removed;
};

static void entry_free(gpointer data) {
        Entry *entry = data;

        g_free(entry->name);
        g_free(entry->guest);
        g_free(entry);
}

/* ---- names ---- */

/* The length of the guest's name in TIME-GUEST-KIND or TIME-GUEST-KIND.N; 0 for another name. */
static gsize guest_length(const char *name) {
        static const char time[TIME_LENGTH + 1] = "########T######.######";
        gsize end = strlen(name), longest = 0;

        if (end <= TIME_LENGTH || name[TIME_LENGTH] != '-')
                return 0;
        for (gsize i = 0; i < TIME_LENGTH; i++)
                if (time[i] == '#' ? !g_ascii_isdigit(name[i]) : name[i] != time[i])
                        return 0;
        while (g_ascii_isdigit(name[end - 1]))
                end--;
        end = name[end] && name[end - 1] == '.' ? end - 1 : strlen(name);
        for (TckIncidentKind kind = 0; kind < TCK_INCIDENT_KINDS; kind++) {
                const char *word = tck_incident_kinds[kind].name;
                gsize length = strlen(word);

                if (length > longest && end > TIME_LENGTH + 2 + length &&
                    strncmp(name + end - length, word, length) == 0 && name[end - length - 1] == '-')
                        longest = length;
        }
        return longest ? end - longest - 1 - (TIME_LENGTH + 1) : 0;
}

/* ---- sizes ---- */

static int open_folder(int parent, const char *name) {
        return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The larger of its length and its space on disk. */
static guint64 file_bytes(const struct stat *status) {
        return MAX((guint64) MAX(status->st_size, 0), (guint64) status->st_blocks * BLOCK);
}

/* Calls the function for each entry of a folder, and closes its descriptor. */
static void for_each(int fd, void (*call)(int fd, const char *name, guint depth, gpointer data), guint depth,
                     gpointer data) {
        DIR *folder = fdopendir(fd);
        const struct dirent *entry;

        if (!folder) {
                close(fd);
                return;
        }
        /* readdir() is safe here: the stream is not shared by threads. */
        while ((entry = readdir(folder))) /* cppcheck-suppress readdirCalled */
                if (!g_str_equal(entry->d_name, ".") && !g_str_equal(entry->d_name, ".."))
                        call(dirfd(folder), entry->d_name, depth, data);
        closedir(folder);
}

static void measure(int parent, const char *name, guint depth, gpointer data) {
        guint64 *bytes = data;
        struct stat status;
        int fd;

        if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
                return;
        *bytes += file_bytes(&status);
        fd = S_ISDIR(status.st_mode) && depth < DEPTH_MAX ? open_folder(parent, name) : -1;
        if (fd >= 0)
                for_each(fd, measure, depth + 1, bytes);
}

/* Tries again if a file was added meanwhile, because a record may just be written. */
static void erase(int parent, const char *name, guint depth, gpointer unused) {
        if (unlinkat(parent, name, 0) == 0 || (errno != EISDIR && errno != EPERM))
                return;
        for (guint i = 0; i < ERASE_TRIES; i++) {
                int fd = depth < DEPTH_MAX ? open_folder(parent, name) : -1;

                if (fd >= 0)
                        for_each(fd, erase, depth + 1, unused);
                if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno != ENOTEMPTY)
                        return;
        }
}

/* ---- with the mutex held ---- */

static int open_archive(const TckArchive *archive) {
        return open(archive->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void look_at(TckArchive *archive, Entry *entry) {
        g_auto(TckFd) fd = open_archive(archive);
        guint64 bytes = 0;

        if (fd < 0)
                return;
        measure(fd, entry->name, 0, &bytes);
        archive->bytes = archive->bytes - entry->bytes + bytes;
        entry->bytes = bytes;
}

static Entry *add(TckArchive *archive, const char *name) {
        Entry *entry = g_new0(Entry, 1);

        entry->name = g_strdup(name);
        entry->guest = g_strndup(name + TIME_LENGTH + 1, guest_length(name));
        g_ptr_array_add(archive->entries, entry);
        return entry;
}

static void find(int parent, const char *name, G_GNUC_UNUSED guint depth, gpointer data) {
        struct stat status;

        if (guest_length(name) && fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode))
                add(data, name);
}

static int compare(gconstpointer a, gconstpointer b) {
        return strcmp((*(const Entry *const *) a)->name, (*(const Entry *const *) b)->name);
}

static Entry *entry_of(TckArchive *archive, const char *folder) {
        g_autofree char *name = g_path_get_basename(folder);

        for (guint i = archive->entries->len; i; i--) {
                Entry *entry = archive->entries->pdata[i - 1];

                if (g_str_equal(entry->name, name))
                        return entry;
        }
        return NULL;
}

static void let_go(TckArchive *archive, guint place) {
        const Entry *entry = archive->entries->pdata[place];
        g_auto(TckFd) fd = open_archive(archive);

        if (fd >= 0)
                erase(fd, entry->name, 0, NULL);
        archive->bytes -= entry->bytes;
        archive->removed++;
        g_ptr_array_remove_index(archive->entries, place);
}

/* Removes the oldest incident of the guest (NULL: of any), but not the newest of all or one being written. FALSE if there is none. */
static gboolean let_oldest_go(TckArchive *archive, const char *guest) {
        for (guint i = 0; i + 1 < archive->entries->len; i++) {
                const Entry *entry = archive->entries->pdata[i];

                if (!entry->busy && (!guest || g_str_equal(entry->guest, guest))) {
                        let_go(archive, i);
                        return TRUE;
                }
        }
        return FALSE;
}

/* Removes the guest's oldest incidents beyond the allowed number, and the oldest ones of all guests until `more` bytes fit. */
static void bound(TckArchive *archive, const char *guest, guint64 more) {
        guint count = 0;

        for (guint i = 0; i < archive->entries->len; i++)
                count += g_str_equal(((const Entry *) archive->entries->pdata[i])->guest, guest);
        while (archive->keep && count > archive->keep && let_oldest_go(archive, guest))
                count--;
        while (archive->most_bytes && archive->bytes + more > archive->most_bytes && let_oldest_go(archive, NULL))
                ;
}

/* ---- public ---- */

TckArchive *tck_archive_new(const char *directory, guint keep, guint64 most_bytes) {
        TckArchive *archive = g_new0(TckArchive, 1);
        int fd;

        archive->directory = g_strdup(directory);
        archive->keep = keep;
        archive->most_bytes = most_bytes;
        archive->entries = g_ptr_array_new_with_free_func(entry_free);
        g_mutex_init(&archive->mutex);
        fd = open_archive(archive);
        if (fd < 0)
                return archive;
        for_each(fd, find, 0, archive);
        g_ptr_array_sort(archive->entries, compare);
        for (guint i = 0; i < archive->entries->len; i++)
                look_at(archive, archive->entries->pdata[i]);
        bound(archive, "", 0);
        return archive;
}

void tck_archive_free(TckArchive *archive) {
        if (!archive)
                return;
        g_ptr_array_unref(archive->entries);
        g_mutex_clear(&archive->mutex);
        g_free(archive->directory);
        g_free(archive);
}

char *tck_archive_create(TckArchive *archive, const TckIncident *incident, GError **error) {
        char *folder = tck_evidence_create(archive->directory, incident, error);
        g_autofree char *name = folder ? g_path_get_basename(folder) : NULL;
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&archive->mutex);

        if (folder)
                add(archive, name)->busy = TRUE;
        return folder;
}

/* Measures the incident again, and makes room for more of it. NULL if its folder is gone. */
static Entry *make_room(TckArchive *archive, const char *folder, guint64 bytes) {
        Entry *entry = entry_of(archive, folder);
        g_autofree char *guest = entry ? g_strdup(entry->guest) : NULL;

        if (!entry)
                return NULL;
        look_at(archive, entry);
        bound(archive, guest, bytes);
        return entry_of(archive, folder);
}

void tck_archive_make_room(TckArchive *archive, const char *folder, guint64 bytes) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&archive->mutex);

        make_room(archive, folder, bytes);
}

void tck_archive_settle(TckArchive *archive, const char *folder) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&archive->mutex);
        Entry *entry = make_room(archive, folder, 0);

        if (entry)
                entry->busy = FALSE;
}

TckArchiveUsage tck_archive_usage(TckArchive *archive) {
        g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&archive->mutex);

        return (TckArchiveUsage){archive->entries->len, archive->bytes, archive->removed};
}
