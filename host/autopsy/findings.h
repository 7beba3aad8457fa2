/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of an autopsy tell, as their readers (source.h) put it down: accounts of the end, moments of time, the domain's XML, and
 * what could not be had. What it amounts to is decided elsewhere (conclude.h).
 */
#pragma once

#include "incident.h"

/* Who gives an account of the end. Of two that tell of it, the earlier one here is believed. */
typedef enum {
        TCK_WITNESS_RECORD,  /* an incident's record: somebody watched */
        TCK_WITNESS_MONITOR, /* QEMU, through its monitor */
        TCK_WITNESS_LIBVIRT, /* libvirt, in a domain's log or in its state */
        TCK_WITNESS_QEMU,    /* QEMU, in what it prints */
        TCK_WITNESS_CORE,    /* the guest's memory */
        TCK_WITNESS_CONSOLE, /* the guest, on its console */
        TCK_WITNESS_HOST,    /* the host's kernel and its services */
        TCK_WITNESSES,
} TckWitness;

typedef struct {
        TckWitness witness;
        char *file;
        TckIncident *incident; /* of kind none where it tells of no end; its time only counts if it is `timed` */
        gboolean timed;
} TckAccount;

/* No more moments than that are kept, the first and the last ones; and of those that are noise no more than this. */
enum { TCK_MOMENTS_MAX = 4096, TCK_NOISE_MAX = 256 };

typedef struct {
        char *file;          /* the one that is being read; "" before the first */
        GPtrArray *accounts; /* TckAccount * */
        GPtrArray *moments;  /* TckMoment * */
        guint64 left_out;    /* moments that there was no room for, */
        guint64 noise_left_out;
        guint noise;            /* and how many of those that are there are noise */
        GPtrArray *troubles;    /* char *: what could not be read or taken, and why, one sentence each */
        GPtrArray *named;       /* char *: files that were named by others, and are to be read, too */
        char *reason;           /* libvirt's word for the end, from somebody who knows; NULL */
        gboolean started_again; /* libvirt has started the domain again since it ended */
        char *guest;            /* its name; NULL while it is not known */
        char *guest_file;       /* which file says so */
        char *xml, *xml_file;   /* the domain's XML; NULL if there is none */
        char *command;          /* QEMU's command line; NULL if it is not known */
        char *command_file;
        gboolean has_log, has_console, has_core; /* that they were read */
        char *console; /* the file that the domain's console goes to, by its XML or by QEMU's command line; NULL */
} TckFindings;

TckFindings *tck_findings_new(void);
void tck_findings_free(TckFindings *findings);

/* Takes over an account. */
void tck_findings_add_account(TckFindings *findings, TckWitness witness, TckIncident *incident, gboolean timed);

/* Adds a moment of the file that is being read. */
void tck_findings_add_moment(TckFindings *findings, TckClock clock, gint64 time, guint64 line, const char *text);

/* The same of something that has no part in the end: what comes again, whatever numbers are in it, is counted. */
void tck_findings_add_noise(TckFindings *findings, TckClock clock, gint64 time, guint64 line, const char *text);

/* Adds a sentence about something that could not be had. */
void tck_findings_add_trouble(TckFindings *findings, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The guest's name as the file that is being read has it. One that differs from another file's is a contradiction for conclude.h. */
void tck_findings_set_guest(TckFindings *findings, const char *name);

/* Takes note of the domain's XML, and of the files that it names. The first is kept. */
void tck_findings_set_domain(TckFindings *findings, const char *xml);

/* Takes note of QEMU's command line. The last is kept. */
void tck_findings_set_command(TckFindings *findings, const char *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckFindings, tck_findings_free)
