/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The findings of an autopsy's readers (source.h): accounts of the end, moments, the domain's XML, and
 * what could not be read. The conclusion is drawn elsewhere (conclude.h).
 */
#pragma once

#include "incident.h"

/* The sources of accounts of the end. If two disagree, the first in this list counts. */
typedef enum {
        TCK_WITNESS_RECORD,  /* an incident's record: the guest was watched */
        TCK_WITNESS_MONITOR, /* QEMU, through its monitor */
        TCK_WITNESS_LIBVIRT, /* libvirt, in a domain's log or in its state */
        TCK_WITNESS_QEMU,    /* QEMU, in its output */
        TCK_WITNESS_CORE,    /* the guest's memory */
        TCK_WITNESS_CONSOLE, /* the guest, on its console */
        TCK_WITNESS_HOST,    /* the host's kernel and its services */
        TCK_WITNESSES,
} TckWitness;

typedef struct {
        TckWitness witness;
        char *file;
        TckIncident *incident; /* of kind none if it shows no end; its time only counts if it is `timed` */
        gboolean timed;
} TckAccount;

/* The maximal number of moments, of which the first and the last ones are kept; and of noise. */
enum { TCK_MOMENTS_MAX = 4096, TCK_NOISE_MAX = 256 };

typedef struct {
        char *file;          /* the file that is being read; "" before the first */
        GPtrArray *accounts; /* TckAccount * */
        GPtrArray *moments;  /* TckMoment * */
        guint64 left_out;    /* moments that were dropped, */
        guint64 noise_left_out;
        guint noise;         /* the number of kept moments that are noise */
        GPtrArray *troubles; /* char *: what could not be read or taken, and why, one sentence each */
        const char *symbols; /* the file with the symbols of what ran in the guest, if the caller has given one; NULL */
        GPtrArray *named;    /* char *: files that are named in others, and have to be read, too */
        char *reason;        /* libvirt's reason for the end, if the caller has given it; NULL */
        gboolean started_again; /* libvirt has started the domain again since it ended */
        char *guest;            /* its name; NULL while it is not known */
        char *guest_file;       /* the file that has the name */
        char *xml, *xml_file;   /* the domain's XML; NULL if there is none */
        char *command;          /* QEMU's command line; NULL if it is not known */
        char *command_file;
        gboolean has_log, has_console, has_core; /* that they were read */
        char *console; /* the file of the domain's console, by its XML or by QEMU's command line; NULL */
} TckFindings;

TckFindings *tck_findings_new(void);
void tck_findings_free(TckFindings *findings);

/* Adds an account, and takes ownership of it. */
void tck_findings_add_account(TckFindings *findings, TckWitness witness, TckIncident *incident, gboolean timed);

/* Adds a moment of the file that is being read. */
void tck_findings_add_moment(TckFindings *findings, TckClock clock, gint64 time, guint64 line, const char *text);

/* The same for a message that has nothing to do with the end: repetitions, ignoring numbers in them, are counted. */
void tck_findings_add_noise(TckFindings *findings, TckClock clock, gint64 time, guint64 line, const char *text);

/* Adds a sentence about something that could not be read. */
void tck_findings_add_trouble(TckFindings *findings, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Sets the guest's name from the current file. If it differs from another file's, conclude.h reports a contradiction. */
void tck_findings_set_guest(TckFindings *findings, const char *name);

/* Stores the domain's XML, and the files that it names. The first XML is kept. */
void tck_findings_set_domain(TckFindings *findings, const char *xml);

/* Stores QEMU's command line. The last is kept. */
void tck_findings_set_command(TckFindings *findings, const char *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckFindings, tck_findings_free)
