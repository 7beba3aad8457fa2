/* SPDX-License-Identifier: BSD-2-Clause */
/* The live view on a pseudo-terminal. Its screen knows only the few escape sequences that the view may use. */
#include <fcntl.h>
#include <glib.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "arch.h"
#include "clause.h"
#include "report.h"

enum { ROWS_MAX = 100, COLUMNS_MAX = 200 };

/* ---- the screen ---- */

typedef struct {
        int terminal;
        FILE *stream; /* what the report writes to */
        guint rows, columns;
        gunichar cells[ROWS_MAX][COLUMNS_MAX];
        guint row, column;
        guint folded;   /* lines that did not fit into a row */
        guint scrolled; /* rows that scrolled off the top */
        guint drawings;
        guint ups; /* how many rows above the cursor the last drawing began */
        GByteArray *pending;
} Screen;

static void set_size(Screen *screen, guint rows, guint columns) {
        const struct winsize size = {.ws_row = (gushort) rows, .ws_col = (gushort) columns};

        g_assert_no_errno(ioctl(screen->terminal, TIOCSWINSZ, &size));
        screen->rows = rows;
        screen->columns = columns;
}

static Screen *new_screen(guint rows, guint columns) {
        Screen *screen = g_new0(Screen, 1);
        struct termios raw = {0};
        int theirs;

        cfmakeraw(&raw);
        g_assert_no_errno(openpty(&screen->terminal, &theirs, NULL, &raw, NULL));
        g_assert_no_errno(fcntl(screen->terminal, F_SETFL, O_NONBLOCK));
        screen->stream = fdopen(theirs, "w");
        screen->pending = g_byte_array_new();
        set_size(screen, rows, columns);
        return screen;
}

static void free_screen(Screen *screen) {
        fclose(screen->stream);
        close(screen->terminal);
        g_byte_array_unref(screen->pending);
        g_free(screen);
}

static void next_row(Screen *screen) {
        screen->column = 0;
        if (screen->row + 1 < screen->rows) {
                screen->row++;
                return;
        }
        memmove(screen->cells[0], screen->cells[1], sizeof screen->cells[0] * (ROWS_MAX - 1));
        memset(screen->cells[screen->row], 0, sizeof screen->cells[0]);
        screen->scrolled++;
}

/* A wide character also takes the next cell, which is left blank. */
static void print_char(Screen *screen, gunichar c) {
        guint width = g_unichar_iswide(c) ? 2 : 1;

        if (screen->column + width > screen->columns) {
                next_row(screen);
                screen->folded++;
        }
        screen->cells[screen->row][screen->column] = c;
        screen->cells[screen->row][screen->column + width - 1] = width == 1 ? c : ' ';
        screen->column += width;
}

static void clear_below(Screen *screen) {
        memset(&screen->cells[screen->row][screen->column], 0, sizeof(gunichar) * (COLUMNS_MAX - screen->column));
        for (guint row = screen->row + 1; row < ROWS_MAX; row++)
                memset(screen->cells[row], 0, sizeof screen->cells[0]);
}

/* Executes an escape sequence, given without its bracket, and returns its length. */
static gsize obey(Screen *screen, const char *sequence) {
        gsize length = strspn(sequence, "0123456789;");

        switch (sequence[length]) {
        case 'A':
                screen->ups = (guint) atoi(sequence);
                g_assert_cmpuint(screen->ups, <=, screen->row);
                screen->row -= screen->ups;
                break;
        case 'J':
                clear_below(screen);
                screen->drawings++;
                break;
        case 'm':
                break;
        default:
                g_error("unknown escape sequence: %c", sequence[length]);
        }
        return length + 1;
}

static void show(Screen *screen, const char *text) {
        while (*text) {
                gunichar c = g_utf8_get_char(text);

                text = g_utf8_next_char(text);
                if (c == '\033' && *text == '[')
                        text += 1 + obey(screen, text + 1);
                else if (c == '\n')
                        next_row(screen);
                else if (c == '\r')
                        screen->column = 0;
                else
                        print_char(screen, c);
        }
}

/* Executes what was written since the last call. Each write contains whole lines. */
static void look(Screen *screen) {
        char buffer[4096];
        ssize_t n;

        g_byte_array_set_size(screen->pending, 0);
        while ((n = read(screen->terminal, buffer, sizeof buffer)) > 0)
                g_byte_array_append(screen->pending, (guint8 *) buffer, (guint) n);
        g_byte_array_append(screen->pending, (const guint8 *) "", 1);
        g_assert_true(g_utf8_validate((char *) screen->pending->data, -1, NULL));
        show(screen, (char *) screen->pending->data);
}

/* Free with g_free(). */
static char *row_text(const Screen *screen, guint row) {
        GString *text = g_string_new(NULL);

        for (guint column = 0; column < COLUMNS_MAX && screen->cells[row][column]; column++)
                g_string_append_unichar(text, screen->cells[row][column]);
        return g_string_free(text, FALSE);
}

/* The number of the row that begins like this, ignoring blanks; -1 if there is none. */
static int find_row(const Screen *screen, const char *beginning) {
        for (guint row = 0; row < screen->rows; row++) {
                g_autofree char *text = row_text(screen, row);

                if (g_str_has_prefix(g_strchug(text), beginning))
                        return (int) row;
        }
        return -1;
}

static void assert_row(const Screen *screen, int row, const char *pattern) {
        g_autofree char *text = row_text(screen, (guint) row);

        if (!g_regex_match_simple(pattern, text, 0, 0))
                g_error("row %d is “%s”, not “%s”", row, text, pattern);
}

/* ---- the run ---- */

static TckCase a_case = {.name = "isa/write/panicked-pauses", .summary = "a panic pauses"};

static TckRun *new_run(guint planned) {
        TckRun *run = tck_run_new();

        run->directory = g_strdup("/nonexistent");
        run->hypervisor = g_strdup("QEMU");
        run->planned = planned;
        return run;
}

static void add_result(TckReport *report, TckRun *run, TckVerdict verdict, const char *message) {
        const TckVmConfig config = {.machine = "q35", .boot = tck_arch_boot(tck_default_arch(), "efi")};
        TckResult *result = tck_result_new(&a_case, &config);
        TckOutcome *outcome = tck_outcome_new(verdict);

        outcome->message = g_strdup(message);
        g_ptr_array_add(result->outcomes, outcome);
        g_ptr_array_add(run->results, result);
        report->result(report, run, result);
}

/* Lets the view's timer draw at least once. */
static void wait_for_tick(Screen *screen) {
        guint before = screen->drawings;

        while (screen->drawings == before) {
                g_main_context_iteration(NULL, TRUE);
                look(screen);
        }
}

static void finish(TckReport *report, TckRun *run, Screen *screen) {
        g_assert_true(report->end(report, run, NULL));
        report->free(report);
        look(screen);
        g_assert_false(g_main_context_pending(NULL));
        tck_run_free(run);
        free_screen(screen);
}

/* ---- tests ---- */

static void test_area(void) {
        Screen *screen = new_screen(40, 100);
        TckReport *report = tck_report_text_new(screen->stream, TRUE, TRUE, FALSE);
        TckRun *run = new_run(4);

        report->begin(report, run);
        report->activity(report, 1, "q35-efi: booting");
        report->activity(report, 0, "pc-multiboot: isa/read/bits");
        wait_for_tick(screen);
        assert_row(screen, 0, "^pvpanic-tck .* on QEMU$");
        assert_row(screen, 2, "^$");
        assert_row(screen, 3, "^ +[0-9]\\.[0-9] s  pc-multiboot: isa/read/bits$");
        assert_row(screen, 4, "^ +[0-9]\\.[0-9] s  q35-efi: booting$");
        assert_row(screen, 5, "^ 0/4 +[0-9]\\.[0-9] s  ─+$");
        add_result(report, run, TCK_PASS, NULL);
        add_result(report, run, TCK_FAIL, "expected this, saw that");
        report->activity(report, 0, NULL);
        wait_for_tick(screen);
        assert_row(screen, 3, "^ FAIL     0\\.00 s  isa/write/panicked-pauses · q35-efi$");
        assert_row(screen, 4, "^ {18}expected this, saw that$");
        assert_row(screen, 5, "^$");
        assert_row(screen, 6, "^ +[0-9]\\.[0-9] s  q35-efi: booting$");
        assert_row(screen, 7, "^ 2/4 +[0-9]\\.[0-9] s  ━+─+  1 fail  1 pass$");
        g_assert_cmpint(find_row(screen, "pc-multiboot"), ==, -1);
        finish(report, run, screen);
}

/* Passed results are only counted, unless all are to be shown. */
static void test_quiet(gconstpointer data) {
        gboolean all = GPOINTER_TO_INT(data);
        Screen *screen = new_screen(60, 100);
        TckReport *report = tck_report_text_new(screen->stream, TRUE, FALSE, all);
        TckRun *run = new_run(5);

        report->begin(report, run);
        add_result(report, run, TCK_PASS, NULL);
        add_result(report, run, TCK_PASS, "a deviation on record does not show");
        add_result(report, run, TCK_SKIP, "no firmware here");
        add_result(report, run, TCK_KNOWN, "on record since 5.2");
        wait_for_tick(screen);
        if (all) {
                assert_row(screen, 3, "^ PASS     0\\.00 s  isa/write/panicked-pauses · q35-efi$");
                assert_row(screen, 4, "^ PASS .*: a deviation on record does not show$");
                assert_row(screen, 5, "^ SKIP .*: no firmware here$");
                assert_row(screen, 6, "^ KNOWN .*: on record since 5.2$");
                assert_row(screen, 7, "^$");
        }
        assert_row(screen, all ? 8 : 3, "^ 4/5 .*  2 pass  1 known  1 skip$");
        add_result(report, run, TCK_FAIL, "expected this, saw that");
        wait_for_tick(screen);
        assert_row(screen, all ? 7 : 3, "^ FAIL     0\\.00 s  isa/write/panicked-pauses · q35-efi$");
        g_assert_true(report->end(report, run, NULL));
        report->free(report);
        look(screen);
        g_assert_cmpint(find_row(screen, "Known deviations"), >, find_row(screen, "Failures"));
        g_assert_cmpint(find_row(screen, "1 ×  on record since 5.2"), >, find_row(screen, "Known deviations"));
        g_assert_cmpint(find_row(screen, "1 ×  no firmware here"), >, find_row(screen, "Skipped"));
        tck_run_free(run);
        free_screen(screen);
}

/* At the end the printed lines stay, and the summary is below them. */
static void test_end(void) {
        Screen *screen = new_screen(60, 100);
        TckReport *report = tck_report_text_new(screen->stream, TRUE, FALSE, FALSE);
        TckRun *run = new_run(2);

        report->begin(report, run);
        report->activity(report, 0, "q35-efi: booting");
        add_result(report, run, TCK_ERROR_VERDICT, "silence");
        run->interrupted = TRUE;
        g_assert_true(report->end(report, run, NULL));
        report->free(report);
        look(screen);
        assert_row(screen, 3, "^ ERROR    0\\.00 s  isa/write/panicked-pauses · q35-efi$");
        assert_row(screen, 5, "^$");
        assert_row(screen, 6, "^Failures$");
        g_assert_cmpint(find_row(screen, "1/2"), ==, -1);
        g_assert_cmpint(find_row(screen, "ERROR  interrupted after 1 of 2 results"), >, 6);
        g_assert_cmpint(screen->column, ==, 0);
        tck_run_free(run);
        free_screen(screen);
}

/* The time is updated while nothing else happens. */
static void test_clock(void) {
        Screen *screen = new_screen(30, 80);
        TckReport *report = tck_report_text_new(screen->stream, TRUE, FALSE, FALSE);
        TckRun *run = new_run(1);
        g_autofree char *first = NULL, *last = NULL;

        report->begin(report, run);
        look(screen);
        first = row_text(screen, 3);
        for (guint i = 0; i < 3; i++)
                wait_for_tick(screen);
        last = row_text(screen, 3);
        g_assert_cmpstr(first, !=, last);
        finish(report, run, screen);
}

/* At any width, no line of the area wraps, and the area stays in its place. */
static void test_widths(gconstpointer data) {
        guint columns = GPOINTER_TO_UINT(data);
        Screen *screen = new_screen(50, columns);
        TckReport *report = tck_report_text_new(screen->stream, TRUE, FALSE, TRUE);
        TckRun *run = new_run(100);
        int row;

        report->begin(report, run);
        look(screen);
        row = find_row(screen, "0/100");
        screen->folded = 0;
        report->activity(report, 0, "pc-efi-events=1-panic=exit-failure: isa/write/日本語日本語日本語日本語日本語");
        report->activity(report, 1, "a\033[2Jb\nc\377");
        wait_for_tick(screen);
        g_assert_cmpint(find_row(screen, "0/100"), ==, row + 2);
        for (TckVerdict verdict = TCK_SKIP; verdict < TCK_VERDICTS; verdict++)
                add_result(report, run, verdict, "a reason that is far longer than the terminal is wide, 日本語日本語");
        wait_for_tick(screen);
        g_assert_cmpuint(screen->folded, ==, 0);
        g_assert_cmpint(find_row(screen, "5/100"), ==, row + 10);
        finish(report, run, screen);
}

/* A terminal that becomes narrower wraps the lines on it: the next drawing begins that much higher. */
static void test_resize(void) {
        Screen *screen = new_screen(50, 80);
        TckReport *report = tck_report_text_new(screen->stream, TRUE, FALSE, FALSE);
        TckRun *run = new_run(100);
        g_autofree char *activity = g_strnfill(55, 'a'); /* 73 columns with the time */

        report->begin(report, run);
        report->activity(report, 0, activity);
        wait_for_tick(screen);
        wait_for_tick(screen);
        g_assert_cmpuint(screen->ups, ==, 2);
        set_size(screen, 50, 30);
        screen->row += 3; /* 73 columns on 3 rows, the totals on 2 */
        wait_for_tick(screen);
        g_assert_cmpuint(screen->ups, ==, 5);
        screen->folded = 0;
        wait_for_tick(screen);
        g_assert_cmpuint(screen->ups, ==, 2);
        g_assert_cmpuint(screen->folded, ==, 0);
        finish(report, run, screen);
}

/* More workers than rows: the area never scrolls the screen. */
static void test_many_workers(void) {
        Screen *screen = new_screen(12, 80);
        TckReport *report = tck_report_text_new(screen->stream, TRUE, FALSE, FALSE);
        TckRun *run = new_run(100);

        report->begin(report, run);
        for (guint slot = 0; slot < 64; slot++)
                report->activity(report, slot, "pc-multiboot: booting");
        wait_for_tick(screen);
        wait_for_tick(screen);
        g_assert_cmpuint(screen->ups, ==, 10);
        g_assert_cmpint(find_row(screen, "and 56 more"), >=, 0);
        finish(report, run, screen);
}

/* A thousand cases that pass at once do not cause a thousand drawings. */
static void test_throttle(void) {
        Screen *screen = new_screen(30, 80);
        TckReport *report = tck_report_text_new(screen->stream, TRUE, FALSE, FALSE);
        TckRun *run = new_run(1000);
        gint64 began = g_get_monotonic_time();

        report->begin(report, run);
        for (guint i = 0; i < 1000; i++) {
                report->activity(report, 0, "pc-multiboot: isa/read/bits");
                add_result(report, run, TCK_PASS, NULL);
                report->activity(report, 0, NULL);
        }
        look(screen);
        g_assert_cmpuint(screen->drawings, <=, 2 + (guint) ((g_get_monotonic_time() - began) / 60000));
        finish(report, run, screen);
}

/* Freed before the end of the run: the area and the timer are removed. */
static void test_freed(void) {
        Screen *screen = new_screen(30, 80);
        TckReport *report = tck_report_text_new(screen->stream, TRUE, FALSE, FALSE);
        TckRun *run = new_run(2);

        report->begin(report, run);
        report->activity(report, 0, "q35-efi: booting");
        report->free(report);
        look(screen);
        g_assert_cmpint(find_row(screen, "0/2"), ==, -1);
        assert_row(screen, 3, "^$");
        g_assert_cmpuint(screen->row, ==, 3);
        g_usleep(150 * 1000);
        g_assert_false(g_main_context_pending(NULL));
        tck_run_free(run);
        free_screen(screen);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        a_case.clause = ((const TckClause *) tck_all_clauses()->pdata[0])->id;
        g_test_add_func("/live/area", test_area);
        g_test_add_data_func("/live/quiet", GINT_TO_POINTER(FALSE), test_quiet);
        g_test_add_data_func("/live/verbose", GINT_TO_POINTER(TRUE), test_quiet);
        g_test_add_func("/live/end", test_end);
        g_test_add_func("/live/clock", test_clock);
        g_test_add_data_func("/live/width/120", GUINT_TO_POINTER(120), test_widths);
        g_test_add_data_func("/live/width/60", GUINT_TO_POINTER(60), test_widths);
        g_test_add_data_func("/live/width/59", GUINT_TO_POINTER(59), test_widths);
        g_test_add_data_func("/live/width/40", GUINT_TO_POINTER(40), test_widths);
        g_test_add_data_func("/live/width/20", GUINT_TO_POINTER(20), test_widths);
        g_test_add_func("/live/resize", test_resize);
        g_test_add_func("/live/many-workers", test_many_workers);
        g_test_add_func("/live/throttle", test_throttle);
        g_test_add_func("/live/freed", test_freed);
        return g_test_run();
}
